/**
 * How many tasks with a network interface of their own an instance takes where the account's setting `awsvpcTrunking` is on
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/eni-trunking-supported-instance-types.html).
 */

/** The name of the setting. */
export const TRUNKING = "awsvpcTrunking";

/** By size, as most families have it. */
const BY_SIZE: Readonly<Record<string, number>> = {
  medium: 4,
  large: 10,
  xlarge: 20,
  "2xlarge": 40,
  "4xlarge": 60,
  "8xlarge": 60,
  "9xlarge": 60,
  "12xlarge": 60,
  "16xlarge": 120,
  "18xlarge": 120,
  "24xlarge": 120,
  metal: 120,
};

const FAMILIES = names(
  "a1 c5 c5a c5ad c5d c6g c6gd c6gn c7g g5g m5 m5a m5ad m5d m6g m6gd m7g r5 r5a r5ad r5d r6g r6gd r7g x2gd",
);

/** These take more in the middle, and have larger sizes. */
const WIDER = names("c6a c6i c6id c6in m6a m6i m6id m6idn m6in r6a r6i r6id r6idn r6in");
const WIDER_BY_SIZE: Readonly<Record<string, number>> = {
  ...BY_SIZE,
  "8xlarge": 90,
  "12xlarge": 120,
  "32xlarge": 120,
  "48xlarge": 120,
};

/** What goes by another rule; "unknown" where AWS says of the type that it is not supported, which may change, or says both. */
const OTHERS: Readonly<Record<string, number | "unknown">> = {
  "a1.medium": 10,
  "a1.metal": "unknown",
  "c5.metal": "unknown",
  "c5a.8xlarge": "unknown",
  "c5ad.8xlarge": "unknown",
  "c5d.metal": "unknown",
  "g5.xlarge": 6,
  "g5.2xlarge": 19,
  "g5.4xlarge": 40,
  "g5.8xlarge": 90,
  "g5.12xlarge": 120,
  "g5.16xlarge": 120,
  "g5.24xlarge": 120,
  "g5.48xlarge": 120,
  "m5.metal": "unknown",
  "r5.8xlarge": "unknown",
  "r5.metal": "unknown",
  "r5d.metal": "unknown",
  "x2gd.medium": 10,
};

/** Families that take no more, whatever the setting. */
const NEVER = names("c3 c4 m3 m4 r3 r4 t2 t3 t3a t4g");

/** "unknown" where AWS gives no number; undefined where the setting makes no difference. */
export function trunkedTasks(type: string): number | "unknown" | undefined {
  const [family = "", size = ""] = type.split(".");
  if (NEVER.has(family)) return undefined;
  const sizes = FAMILIES.has(family) ? BY_SIZE : WIDER.has(family) ? WIDER_BY_SIZE : {};
  return OTHERS[type] ?? sizes[size] ?? "unknown";
}

function names(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}
