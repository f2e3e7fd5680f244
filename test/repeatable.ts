/** Properties of the fast tests draw the same cases in every run, so that a change is what a failure is about; the long runs explore. */
import fc from "fast-check";

fc.configureGlobal({ seed: 20_261_125 });
