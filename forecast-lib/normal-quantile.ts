/** Coefficients of AS 241 (Wichura 1988), lowest power first: near the middle, in the tails, far out. */
const MIDDLE = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852545,
  ],
] as const;
const TAIL = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 7.745450142783414e-4,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    5.475938084995345e-4, 1.0507500716444169e-9,
  ],
] as const;
const FAR = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 7.868691311456133e-4, 1.8463183175100548e-5,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
] as const;

function ratio([above, below]: readonly [readonly number[], readonly number[]], at: number): number {
  const at0 = (row: readonly number[]) => row.reduceRight((sum, coefficient) => sum * at + coefficient, 0);
  return at0(above) / at0(below);
}

/**
 * The standard normal's quantile, right to about 16 digits (M. J. Wichura, Algorithm AS 241, 1988).
 *
 * @param level above 0 and below 1
 * @example
 * normalQuantile(0.975).toFixed(12) // => '1.959963984540'
 */
export function normalQuantile(level: number): number {
  const aside = level - 0.5;
  if (Math.abs(aside) <= 0.425) return aside * ratio(MIDDLE, 0.180625 - aside * aside);
  const out = Math.sqrt(-Math.log(aside < 0 ? level : 1 - level));
  const size = out <= 5 ? ratio(TAIL, out - 1.6) : ratio(FAR, out - 5);
  return aside < 0 ? -size : size;
}
