/** How an object of a class is known again where only its fields are left: in another thread, or in a file. */

/** A field that names the class. No field of anything else that is told is called so. */
export const CLASS = "\u0000class";
