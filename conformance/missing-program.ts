/** A program of the machine that is needed and not there: nothing is wrong with the code, and somebody has to install it. */
export class MissingProgram extends Error {
  override readonly name = 'MissingProgram';

  constructor(program: string, debian: string, cause?: unknown) {
    super(`Install ${program} (Debian and Ubuntu: "apt-get install ${debian}"): it is not on the PATH`, { cause });
  }
}
