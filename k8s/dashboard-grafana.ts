import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  type Dashboard as GrafanaDashboard,
  QueryVariableBuilder,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as HeatmapBuilder } from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as LinesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Dashboard, Panel } from './dashboard.ts';

const SOURCE = { type: 'prometheus', uid: '$datasource' };
/** Of 24 columns. */
const SPAN = { number: 4, lines: 12, heatmap: 12 };
const HEIGHT = { number: 5, lines: 8, heatmap: 8 };
/** A, B, C …: Grafana's names of a panel's queries. */
const FIRST_NAME = 65;

/** Makes Grafana's JSON of a page: rows of panels, with data source, job, instance and workload to choose. */
export function grafanaDashboard(page: Dashboard): GrafanaDashboard {
  const builder = new DashboardBuilder(page.title)
    .uid(page.uid)
    .description(page.why)
    .tags(['breakwater'])
    .editable()
    .refresh('30s')
    .timezone('browser')
    .time({ from: 'now-6h', to: 'now' })
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(variable('job', 'label_values(up, job)', page.jobs))
    .withVariable(variable('instance', 'label_values(up{job=~"$job"}, instance)'));
  if (usesWorkload(page)) {
    builder.withVariable(variable('workload', 'label_values(breakwater_scaler_mode, workload)'));
  }
  for (const row of page.rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(grafanaPanel(panel));
  }
  return builder.build();
}

function usesWorkload({ rows }: Dashboard): boolean {
  return rows.some((row) => row.panels.some(({ queries }) => queries.some(({ expr }) => expr.includes('$workload'))));
}

function variable(name: string, query: string, value?: string): QueryVariableBuilder {
  const builder = new QueryVariableBuilder(name)
    .label(name)
    .datasource(SOURCE)
    .query(query)
    .multi(true)
    .includeAll(true);
  return builder.current(
    value === undefined ? { text: 'All', value: '$__all', selected: true } : { text: value, value, selected: true },
  );
}

function grafanaPanel(panel: Panel): LinesBuilder | StatBuilder | HeatmapBuilder {
  const builder = { number: StatBuilder, lines: LinesBuilder, heatmap: HeatmapBuilder }[panel.kind];
  const made = new builder()
    .title(panel.title)
    .description(panel.why)
    .datasource(SOURCE)
    .unit(panel.unit)
    .span(SPAN[panel.kind])
    .height(HEIGHT[panel.kind]);
  panel.queries.forEach(({ expr, legend }, index) => {
    const query = new DataqueryBuilder()
      .refId(String.fromCharCode(FIRST_NAME + index))
      .datasource(SOURCE)
      .expr(expr)
      .legendFormat(legend);
    made.withTarget(panel.kind === 'heatmap' ? query.format(PromQueryFormat.Heatmap) : query);
  });
  return made;
}
