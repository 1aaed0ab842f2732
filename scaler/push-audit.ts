import { type Author, changeEntry } from './change-record.ts';
import type { RestPorts } from './rest-ports.ts';

const HOUR_MS = 3_600_000;
const MOST_SOURCES = 10_000;

type AuditPorts = Pick<RestPorts, 'ledger' | 'logger' | 'now'>;

/**
 * Writes down who pushes which metric: once an hour for each, since a row for each push would be all that the ledger
 * holds. A ledger that is away keeps no sample from coming in; it is written down with a later one.
 */
export class PushAudit {
  readonly #ports: AuditPorts;
  readonly #hours = new Map<string, number>();

  constructor(ports: AuditPorts) {
    this.#ports = ports;
  }

  note(who: Author, workload: string, metric: string): void {
    const key = JSON.stringify([who.subject, workload, metric]);
    const at = this.#ports.now();
    const hour = Math.floor(at / HOUR_MS);
    if (this.#hours.get(key) === hour) return;
    if (this.#hours.size >= MOST_SOURCES) this.#hours.delete(this.#hours.keys().next().value as string);
    this.#hours.set(key, hour);
    const change = { who, what: 'metric-pushed', target: `${workload}/${metric}`, before: null, after: null };
    this.#ports.ledger.append(changeEntry(at, change)).catch(() => {
      this.#hours.delete(key);
      this.#ports.logger.log('warn', 'push-unwritten', { workload, metric });
    });
  }
}
