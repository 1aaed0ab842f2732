/**
 * The discrete Fourier transform in place (Cooley and Tukey, 1965, radix 2). Cost n log n.
 *
 * @param real a power of 2 of numbers
 * @param imaginary as many
 * @example
 * const [real, imaginary] = [new Float64Array([1, 1, 1, 1]), new Float64Array(4)]
 * fourierTransform(real, imaginary)
 * real // => new Float64Array([4, 0, 0, 0])
 */
export function fourierTransform(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  for (let index = 1, reversed = 0; index < size; index++) {
    let bit = size >> 1;
    for (; reversed & bit; bit >>= 1) reversed ^= bit;
    reversed ^= bit;
    if (index < reversed)
      for (const part of [real, imaginary])
        [part[index], part[reversed]] = [part[reversed] as number, part[index] as number];
  }
  for (let half = 1; half < size; half *= 2) {
    for (let turn = 0; turn < half; turn++) {
      const [cosine, sine] = [Math.cos((Math.PI * turn) / half), -Math.sin((Math.PI * turn) / half)];
      for (let one = turn; one < size; one += 2 * half) {
        const other = one + half;
        const [x, y] = [real[other] as number, imaginary[other] as number];
        const [movedX, movedY] = [x * cosine - y * sine, x * sine + y * cosine];
        real[other] = (real[one] as number) - movedX;
        imaginary[other] = (imaginary[one] as number) - movedY;
        real[one] = (real[one] as number) + movedX;
        imaginary[one] = (imaginary[one] as number) + movedY;
      }
    }
  }
}
