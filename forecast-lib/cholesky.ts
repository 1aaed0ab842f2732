/** How often the diagonal is raised before a matrix counts as hopeless; each time a hundred times as much. */
const ATTEMPTS = 8;

/**
 * Solves A x = b for a symmetric positive definite A (Cholesky; Golub and Van Loan, Matrix Computations, section 4.2).
 * Where A is not quite positive definite, the diagonal is raised by a small share of itself until it is: the answer is
 * then that of a slightly ridged problem. Cost n³/6 multiplications.
 *
 * @param matrix n by n, row after row; only the lower triangle is read, nothing is changed
 * @param right n numbers
 * @returns n finite numbers; zeros where the matrix has no positive diagonal or is not finite
 * @example
 * solvePositive(new Float64Array([4, 2, 2, 2]), new Float64Array([8, 6]), 2) // => new Float64Array([1, 2])
 */
export function solvePositive(matrix: Float64Array, right: Float64Array, n: number): Float64Array {
  let largest = 0;
  for (let row = 0; row < n; row++) largest = Math.max(largest, matrix[row * n + row] as number);
  for (let attempt = 0, jitter = 0; attempt <= ATTEMPTS; attempt++) {
    const factor = factorPositive(matrix, n, jitter, largest);
    if (factor !== undefined) {
      const answer = substitute(factor, right, n);
      if (answer.every(Number.isFinite)) return answer;
    }
    jitter = jitter === 0 ? 1e-10 : jitter * 100;
  }
  return new Float64Array(n);
}

/** The lower triangle L with L Lᵀ = A + jitter · (diagonal of A and a little of its largest), or nothing. */
function factorPositive(matrix: Float64Array, n: number, jitter: number, largest: number): Float64Array | undefined {
  const factor = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    const at = row * n;
    for (let column = 0; column <= row; column++) {
      const other = column * n;
      let sum = matrix[at + column] as number;
      for (let index = 0; index < column; index++)
        sum -= (factor[at + index] as number) * (factor[other + index] as number);
      if (column < row) {
        factor[at + column] = sum / (factor[other + column] as number);
        continue;
      }
      const diagonal = matrix[at + row] as number;
      const raised = sum + jitter * (diagonal + largest);
      // What is left of the diagonal is rounding below this share of it: a column that follows from the others.
      if (!(raised > 1e-14 * diagonal && raised > 0)) return undefined;
      factor[at + row] = Math.sqrt(raised);
    }
  }
  return factor;
}

function substitute(factor: Float64Array, right: Float64Array, n: number): Float64Array {
  const answer = Float64Array.from(right);
  for (let row = 0; row < n; row++) {
    let sum = answer[row] as number;
    for (let index = 0; index < row; index++) sum -= (factor[row * n + index] as number) * (answer[index] as number);
    answer[row] = sum / (factor[row * n + row] as number);
  }
  for (let row = n - 1; row >= 0; row--) {
    let sum = answer[row] as number;
    for (let index = row + 1; index < n; index++)
      sum -= (factor[index * n + row] as number) * (answer[index] as number);
    answer[row] = sum / (factor[row * n + row] as number);
  }
  return answer;
}
