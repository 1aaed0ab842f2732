/**
 * Every number that a process counts, in one table. Names are the field's where it has them. Labels never hold a room or
 * a visitor: their number must not grow with use.
 */
export const METRICS = {
  websocket_connections_active: { kind: 'gauge', help: 'Open sockets', labels: [] },
  breakwater_connections_total: { kind: 'counter', help: 'Sockets accepted', labels: [] },
  breakwater_connections_closed_total: { kind: 'counter', help: 'Sockets closed, by close code', labels: ['code'] },
  breakwater_connections_refused_total: {
    kind: 'counter',
    help: 'Sockets refused at the door, by reason: leaving, closed to newcomers, full, pace',
    labels: ['reason'],
  },
  breakwater_moves_asked_total: { kind: 'counter', help: 'Clients asked to come back elsewhere', labels: [] },
  breakwater_rooms_active: { kind: 'gauge', help: 'Rooms with somebody in them on this process', labels: [] },
  messages_published_total: { kind: 'counter', help: 'Messages accepted into the log', labels: ['outcome'] },
  messages_delivered_total: { kind: 'counter', help: 'Entries handed to sockets', labels: [] },
  message_broadcast_latency_seconds: {
    kind: 'histogram',
    help: 'From the log taking an entry to this process handing it to its sockets',
    labels: [],
  },
  http_request_duration_seconds: { kind: 'histogram', help: 'HTTP requests', labels: ['method', 'route', 'status'] },
  breakwater_faults_total: { kind: 'counter', help: 'Faults told to clients, by code', labels: ['code'] },
  breakwater_resumes_total: {
    kind: 'counter',
    help: 'Joins with a position, by whether all was there',
    labels: ['recovered'],
  },
  breakwater_gaps_total: { kind: 'counter', help: 'Gaps told to clients, by reason', labels: ['reason'] },
  breakwater_fallen_behind_total: {
    kind: 'counter',
    help: 'Times somebody took too little and was moved to reading from the log',
    labels: [],
  },
  breakwater_heals_total: {
    kind: 'counter',
    help: 'Times a room read from the log what it had not heard live',
    labels: [],
  },
  breakwater_log_lag_seconds: {
    kind: 'gauge',
    help: 'Age of the newest entry when the partition reader got it',
    labels: [],
  },
  breakwater_log_errors_total: { kind: 'counter', help: 'Failures of the log, by operation', labels: ['operation'] },
  breakwater_log_rollbacks_total: { kind: 'counter', help: 'Times the log was seen to have gone back', labels: [] },
  breakwater_log_foreign_total: {
    kind: 'counter',
    help: 'Entries of the log that are corrupt or not ours and were skipped',
    labels: [],
  },
  breakwater_entries_lost_total: {
    kind: 'counter',
    help: 'Entries that people here were shown and that the log no longer had after it was lost or went back',
    labels: [],
  },
} as const satisfies Record<
  string,
  { kind: 'counter' | 'gauge' | 'histogram'; help: string; labels: readonly string[] }
>;

export type MetricName = keyof typeof METRICS;
export type MetricLabels = Readonly<Record<string, string>>;

/**
 * Counts. `add` moves a counter or a gauge (a gauge may go down), `set` places a gauge, `observe` feeds a histogram.
 * None of them MUST ever throw or wait.
 */
export interface Meter {
  add(metric: MetricName, amount?: number, labels?: MetricLabels): void;
  set(metric: MetricName, value: number): void;
  observe(metric: MetricName, value: number, labels?: MetricLabels): void;
}

/** A meter that counts nothing, for places that have nobody to tell. */
export const NO_METER: Meter = { add() {}, set() {}, observe() {} };
