import { parseArgs } from 'node:util';
import { ScalerFault } from './scaler-fault.ts';

/** What a person asks the scaler on its command line. */
export type Command =
  | { readonly name: 'serve' }
  | { readonly name: 'help' }
  /** Files of ScaledObjects to look at too. */
  | { readonly name: 'check'; readonly files: readonly string[] }
  | { readonly name: 'plan'; readonly workload: string | undefined }
  | { readonly name: 'explain'; readonly id: string | undefined; readonly workload: string | undefined };

export const HELP = `npm run scaler -- [command]

  serve                       answers KEDA; what it does without a command
  check [FILE …]              looks at the settings, the workloads, their sources, the stores, and at ScaledObjects in
                              YAML files, and says what to do about what is wrong
  plan [NAMESPACE/NAME]       what it would do now, and why; changes nothing
  explain [ID]                why a decision was made, and makes it again from its record; without an id the last
      --workload NAMESPACE/NAME   decisions, of one workload perhaps

Settings come from the environment, workloads from WORKLOADS_FILE: see docs/scaler.md.
`;

/**
 * @throws ScalerFault `bad-command`
 * @example
 * parseCommand([]).name // => 'serve'
 * parseCommand(['plan', 'shop/chat']) // => { name: 'plan', workload: 'shop/chat' }
 */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = readArgs(args);
  const [name = 'serve', first, ...more] = positionals;
  if (values.help) return { name: 'help' };
  if (name === 'check') return { name, files: positionals.slice(1) };
  if (more.length > 0) throw new ScalerFault('bad-command', [`"${more[0]}" is one too many`]);
  if (name === 'explain') return { name, id: first, workload: values.workload };
  if (name === 'plan') return { name, workload: first ?? values.workload };
  if (name === 'serve' && first === undefined) return { name };
  if (name === 'help') return { name };
  throw new ScalerFault('bad-command', [`"${first === undefined ? name : first}" is not known`]);
}

function readArgs(args: readonly string[]) {
  try {
    const options = { help: { type: 'boolean', short: 'h' }, workload: { type: 'string' } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new ScalerFault('bad-command', [error instanceof Error ? error.message : String(error)], error);
  }
}
