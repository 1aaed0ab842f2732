import { ForecastFault } from '#forecast-lib';
import { MODELS, modelNamed } from '#forecast-lib/models';
import { answerLine, sayFault } from './answer.ts';
import { CliFault } from './cli-fault.ts';
import { FORECAST_USAGE, parseForecastOptions } from './forecast-options.ts';
import { readLines } from './lines.ts';
import { endWithReader, write } from './output.ts';

/** Answers every line of stdin on stdout, one at a time: what is slow to read its answers is asked no faster. */
async function main(args: readonly string[]): Promise<void> {
  endWithReader(process.stdout, process.exit);
  const options = parseForecastOptions(args);
  if (options.action === 'help') return write(process.stdout, `${FORECAST_USAGE}\n`);
  if (options.action === 'models') return write(process.stdout, `${Object.keys(MODELS).join('\n')}\n`);
  const model = modelNamed(options.model);
  if (process.stdin.isTTY)
    process.stderr.write('Waiting for questions, one a line; --help shows what they look like\n');
  for await (const line of readLines(process.stdin)) {
    if (typeof line === 'string' && line.trim() === '') continue;
    const answer = typeof line === 'string' ? answerLine(line, model, () => performance.now()) : sayFault(line, null);
    await write(process.stdout, `${JSON.stringify(answer)}\n`);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CliFault || error instanceof ForecastFault)) throw error;
  process.stderr.write(`Cannot forecast: ${error.message}\n`);
  process.exitCode = 2;
}
