import { chosen, type Dashboard, perSecond, quantileOf } from './dashboard.ts';

const LATENCY = 'message_broadcast_latency_seconds';

/** The rooms: who is there, what is said, how fast it arrives, what goes wrong. */
export const CHAT_DASHBOARD: Dashboard = {
  uid: 'breakwater-chat',
  title: 'Breakwater / Chat',
  why: 'Connections, messages and their latency, reconnects, and the health of pods',
  jobs: 'origin',
  rows: [
    {
      title: 'Overview',
      panels: [
        {
          title: 'Connections',
          why: 'Open sockets now, all pods together: what the pool is scaled by',
          kind: 'number',
          unit: 'short',
          queries: [{ expr: `sum(${chosen('websocket_connections_active')})`, legend: 'open' }],
        },
        {
          title: 'Rooms',
          why: 'Rooms with somebody in them; one that is on two pods counts twice',
          kind: 'number',
          unit: 'short',
          queries: [{ expr: `sum(${chosen('breakwater_rooms_active')})`, legend: 'rooms' }],
        },
        {
          title: 'Pods that answer',
          why: 'Pods whose metrics port Prometheus reaches',
          kind: 'number',
          unit: 'short',
          queries: [{ expr: `sum(${chosen('up')})`, legend: 'pods' }],
        },
        {
          title: 'Connections by pod',
          why: 'Whether the crowd is spread evenly; a pod that drains falls in steps',
          kind: 'lines',
          unit: 'short',
          queries: [{ expr: chosen('websocket_connections_active'), legend: '{{instance}}' }],
        },
        {
          title: 'Connections made and closed',
          why: 'A storm of reconnects is a peak in both',
          kind: 'lines',
          unit: 'cps',
          queries: [
            { expr: `sum(${perSecond('breakwater_connections_total')})`, legend: 'made' },
            {
              expr: `sum by (code) (${perSecond('breakwater_connections_closed_total')})`,
              legend: 'closed with {{code}}',
            },
          ],
        },
        {
          title: 'Connections in all',
          why: 'Sockets accepted within the range shown',
          kind: 'number',
          unit: 'short',
          queries: [{ expr: `sum(increase(${chosen('breakwater_connections_total')}[$__range]))`, legend: 'accepted' }],
        },
      ],
    },
    {
      title: 'Messages',
      panels: [
        {
          title: 'Messages in and out',
          why: 'Accepted into the log, and handed to sockets: the second divided by the first is the fan-out',
          kind: 'lines',
          unit: 'mps',
          queries: [
            { expr: `sum by (outcome) (${perSecond('messages_published_total')})`, legend: 'in, {{outcome}}' },
            { expr: `sum(${perSecond('messages_delivered_total')})`, legend: 'out' },
          ],
        },
        {
          title: 'Latency of delivery',
          why: 'From the log taking an entry to a pod handing it to its sockets',
          kind: 'lines',
          unit: 's',
          queries: [0.5, 0.95, 0.99].map((level) => ({ expr: quantileOf(level, LATENCY), legend: `p${level * 100}` })),
        },
        {
          title: 'How latency is spread',
          why: 'A second band above the first is one slow pod, or one slow kind of message',
          kind: 'heatmap',
          unit: 's',
          queries: [{ expr: `sum by (le) (${perSecond(`${LATENCY}_bucket`)})`, legend: '{{le}}' }],
        },
        {
          title: 'Faults told to clients',
          why: 'What people were refused, by code',
          kind: 'lines',
          unit: 'cps',
          queries: [{ expr: `sum by (code) (${perSecond('breakwater_faults_total')})`, legend: '{{code}}' }],
        },
      ],
    },
    {
      title: 'Coming back, and letting go',
      panels: [
        {
          title: 'Resumes',
          why: 'Joins with a position, by whether all was still there',
          kind: 'lines',
          unit: 'cps',
          queries: [
            { expr: `sum by (recovered) (${perSecond('breakwater_resumes_total')})`, legend: 'whole: {{recovered}}' },
          ],
        },
        {
          title: 'Gaps told',
          why: 'Where something was missing and the client was told, by reason',
          kind: 'lines',
          unit: 'cps',
          queries: [{ expr: `sum by (reason) (${perSecond('breakwater_gaps_total')})`, legend: '{{reason}}' }],
        },
        {
          title: 'Refused at the door',
          why: 'By pods that leave, are full, or are overrun; clients are told when to come again',
          kind: 'lines',
          unit: 'cps',
          queries: [
            { expr: `sum by (reason) (${perSecond('breakwater_connections_refused_total')})`, legend: '{{reason}}' },
          ],
        },
        {
          title: 'Clients asked to move, and those who fell behind',
          why: 'Drain and rebalancing ask for moves; somebody who takes too little reads on from the log',
          kind: 'lines',
          unit: 'cps',
          queries: [
            { expr: `sum(${perSecond('breakwater_moves_asked_total')})`, legend: 'asked to move' },
            { expr: `sum(${perSecond('breakwater_fallen_behind_total')})`, legend: 'fell behind' },
          ],
        },
      ],
    },
    {
      title: 'Health',
      panels: [
        {
          title: 'Lateness of the event loop',
          why: 'Above 0.1 s a pod has too much to do',
          kind: 'lines',
          unit: 's',
          queries: [{ expr: chosen('nodejs_eventloop_lag_p99_seconds'), legend: '{{instance}}' }],
        },
        {
          title: 'CPU',
          why: 'Cores in use by each pod; one pod uses little more than one',
          kind: 'lines',
          unit: 'short',
          queries: [{ expr: perSecond('process_cpu_seconds_total'), legend: '{{instance}}' }],
        },
        {
          title: 'Memory',
          why: 'Resident, by pod: it should follow connections and come back',
          kind: 'lines',
          unit: 'bytes',
          queries: [{ expr: chosen('process_resident_memory_bytes'), legend: '{{instance}}' }],
        },
        {
          title: 'The log',
          why: 'How old the newest entry was when it was read, failures, and entries that were not ours',
          kind: 'lines',
          unit: 'short',
          queries: [
            { expr: `max(${chosen('breakwater_log_lag_seconds')})`, legend: 'lag, s' },
            {
              expr: `sum by (operation) (${perSecond('breakwater_log_errors_total')})`,
              legend: 'failed {{operation}}/s',
            },
            { expr: `sum(${perSecond('breakwater_log_foreign_total')})`, legend: 'skipped/s' },
            { expr: `sum(${perSecond('breakwater_log_rollbacks_total')})`, legend: 'went back/s' },
          ],
        },
        {
          title: 'Entries lost, rooms healed',
          why: 'Shown to people and then gone from the log; read from the log because they were not heard live',
          kind: 'lines',
          unit: 'short',
          queries: [
            { expr: `max(${chosen('breakwater_entries_lost_total')})`, legend: 'lost' },
            { expr: `sum(${perSecond('breakwater_heals_total')})`, legend: 'healed/s' },
          ],
        },
        {
          title: 'Requests',
          why: 'HTTP by status, and how long they take',
          kind: 'lines',
          unit: 'short',
          queries: [
            {
              expr: `sum by (status) (${perSecond('http_request_duration_seconds_count')})`,
              legend: '{{status}}, per second',
            },
            { expr: quantileOf(0.99, 'http_request_duration_seconds'), legend: 'p99, s' },
          ],
        },
      ],
    },
  ],
};
