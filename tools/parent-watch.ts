import { readFileSync } from 'node:fs';

/** npm ends without a word when it is killed; then nobody is left who could ask us to quit. */
export function watchParent(quit: () => void): () => void {
  if (!process.env.npm_lifecycle_event) return () => {};
  const above = ancestors();
  const timer = setInterval(() => ancestors() !== above && quit(), 1_000);
  return () => clearInterval(timer);
}

/** Our parent and its parent: between npm and us there may be a shell, which outlives npm. */
function ancestors(): string {
  const parent = process.ppid;
  try {
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
    return `${parent} ${stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]}`;
  } catch {
    return String(parent);
  }
}
