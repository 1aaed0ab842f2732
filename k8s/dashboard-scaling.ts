import { chosen, type Dashboard, perSecond, quantileOf } from './dashboard.ts';

/** A series of the workload that the reader chose. */
const of = (metric: string, more = '') => chosen(metric, `workload=~"$workload"${more === '' ? '' : `, ${more}`}`);

/** The scaler: what was foreseen, what was decided, what it was worth. */
export const SCALING_DASHBOARD: Dashboard = {
  uid: 'breakwater-scaling',
  title: 'Breakwater / Scaling',
  why: 'Actual against predicted, replicas wanted and ready, lead won, quality of forecasts, health of the scaler',
  jobs: 'scaler',
  rows: [
    {
      title: 'Scaling and forecast',
      panels: [
        {
          title: 'Actual and predicted',
          why: 'What the metric is, and what it is expected to be at each lead, drawn when it was said',
          kind: 'lines',
          unit: 'short',
          queries: [
            { expr: `max by (workload, metric) (${of('breakwater_scaler_metric_value')})`, legend: '{{metric}} now' },
            {
              expr: `max by (workload, metric, lead) (${of('breakwater_scaler_predicted_value')})`,
              legend: '{{metric}} in {{lead}} s',
            },
          ],
        },
        {
          title: 'Pods wanted, there and ready',
          why: 'The plan, what plain HPA would be told, what KEDA is told; ready below told means starts are slow',
          kind: 'lines',
          unit: 'short',
          queries: [
            { expr: `max by (workload, by) (${of('breakwater_scaler_desired_pods')})`, legend: 'wanted, {{by}}' },
            { expr: `max by (workload, state) (${of('breakwater_scaler_pods')})`, legend: '{{state}}' },
          ],
        },
        {
          title: 'Scaling events',
          why: 'Each change of what KEDA is told',
          kind: 'lines',
          unit: 'short',
          queries: [
            {
              expr: `sum by (workload) (changes(${of('breakwater_scaler_desired_pods', 'by="told"')}[$__rate_interval]))`,
              legend: '{{workload}}',
            },
          ],
        },
        {
          title: 'Dropped while scaling',
          why: 'Sockets that pods closed with 1001, 1006 or 1011 while fewer pods were wanted: should be nothing',
          kind: 'lines',
          unit: 'cps',
          queries: [
            {
              expr: 'sum(rate(breakwater_connections_closed_total{code=~"1001|1006|1011"}[$__rate_interval]))',
              legend: 'dropped',
            },
            { expr: 'sum(rate(breakwater_moves_asked_total[$__rate_interval]))', legend: 'handed over' },
          ],
        },
        {
          title: 'Lead won',
          why: 'Time in which the plan had pods ready that plain HPA would have missed',
          kind: 'number',
          unit: 's',
          queries: [
            {
              expr: `sum(increase(${of('breakwater_scaler_lead_won_seconds_total')}[$__range]))`,
              legend: 'within the range',
            },
          ],
        },
        {
          title: 'Mode',
          why: '0 shadow, 1 advise, 2 up-only, 3 full',
          kind: 'number',
          unit: 'short',
          queries: [{ expr: `max by (workload) (${of('breakwater_scaler_mode')})`, legend: '{{workload}}' }],
        },
        {
          title: 'Regret',
          why: 'Pod-seconds that the plan cost more than plain HPA, and pods missed by each',
          kind: 'lines',
          unit: 's',
          queries: [
            { expr: `max by (workload) (${of('breakwater_scaler_regret_pod_seconds')})`, legend: 'regret' },
            { expr: `max by (workload, by) (${of('breakwater_scaler_missed_pod_seconds')})`, legend: 'missed, {{by}}' },
          ],
        },
      ],
    },
    {
      title: 'Quality of forecasts',
      panels: [
        {
          title: 'Error',
          why: 'Sum of errors over sum of values, lately, by lead',
          kind: 'lines',
          unit: 'percentunit',
          queries: [
            {
              expr: `max by (metric, lead) (${of('breakwater_scaler_forecast_error')})`,
              legend: '{{metric}} in {{lead}} s',
            },
          ],
        },
        {
          title: 'Coverage of the band',
          why: 'The band promises 0.9',
          kind: 'lines',
          unit: 'percentunit',
          queries: [
            {
              expr: `max by (metric, lead) (${of('breakwater_scaler_forecast_coverage')})`,
              legend: '{{metric}} in {{lead}} s',
            },
          ],
        },
        {
          title: 'Ages',
          why: 'How old the forecast and the measurement are that answers stand on',
          kind: 'lines',
          unit: 's',
          queries: [
            { expr: `max by (workload) (${of('breakwater_scaler_forecast_age_seconds')})`, legend: 'forecast' },
            { expr: `max by (workload) (${of('breakwater_scaler_measurement_age_seconds')})`, legend: 'measurement' },
          ],
        },
        {
          title: 'Lead needed',
          why: 'How long after a decision its pods carry load, learned from their own starts',
          kind: 'lines',
          unit: 's',
          queries: [{ expr: `max by (workload) (${of('breakwater_scaler_lead_seconds')})`, legend: '{{workload}}' }],
        },
      ],
    },
    {
      title: 'Health of the scaler',
      panels: [
        {
          title: 'Calls of KEDA',
          why: 'By status and by what the answer stood on',
          kind: 'lines',
          unit: 'cps',
          queries: [
            {
              expr: `sum by (call, status, rung) (${perSecond('breakwater_scaler_grpc_calls_total')})`,
              legend: '{{call}} {{status}} {{rung}}',
            },
          ],
        },
        {
          title: 'Latencies',
          why: 'Answers to KEDA, rounds, sources, forecasts, fits: 99th percentile',
          kind: 'lines',
          unit: 's',
          queries: ['grpc', 'tick', 'collect', 'predict', 'fit'].map((part) => ({
            expr: quantileOf(0.99, `breakwater_scaler_${part}_seconds`),
            legend: part,
          })),
        },
        {
          title: 'What went wrong',
          why: 'Sources, fits, stores',
          kind: 'lines',
          unit: 'cps',
          queries: [
            {
              expr: `sum by (kind, fault) (${perSecond('breakwater_scaler_collect_faults_total')})`,
              legend: '{{kind}}: {{fault}}',
            },
            { expr: `sum(${perSecond('breakwater_scaler_fit_faults_total')})`, legend: 'fits' },
            { expr: `sum by (store) (${perSecond('breakwater_scaler_store_faults_total')})`, legend: '{{store}}' },
            {
              expr: `sum by (result) (${perSecond('breakwater_scaler_ticks_total')})`,
              legend: 'rounds, {{result}}',
            },
          ],
        },
        {
          title: 'Waiting',
          why: 'Fits and rows of the ledger that wait',
          kind: 'lines',
          unit: 'short',
          queries: [
            { expr: `sum(${chosen('breakwater_scaler_fits_waiting')})`, legend: 'fits' },
            { expr: `sum(${chosen('breakwater_scaler_ledger_waiting')})`, legend: 'rows' },
          ],
        },
        {
          title: 'Memory',
          why: 'Resident, by replica',
          kind: 'lines',
          unit: 'bytes',
          queries: [{ expr: chosen('process_resident_memory_bytes'), legend: '{{instance}}' }],
        },
      ],
    },
  ],
};
