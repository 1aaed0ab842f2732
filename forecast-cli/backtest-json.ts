import type { TrialSetting } from './backtest-table.ts';
import { LEVELS, type ModelScore } from './trial-score.ts';

/** The scores as one object for programs. What has nothing to divide by is null. */
export function scoreJson(scores: readonly ModelScore[], setting: TrialSetting) {
  return {
    file: setting.file,
    samples: setting.samples,
    missing: setting.missing,
    step_seconds: setting.stepSeconds,
    horizon: setting.horizon,
    origins: setting.origins,
    planned_origins: setting.plannedOrigins,
    partial: setting.origins < setting.plannedOrigins,
    reference: scores[0]?.model ?? null,
    models: scores.map((score) => ({
      model: score.model,
      fit_ms: finite(score.fitMs),
      predict_ms: finite(score.predictMs),
      fallbacks: score.fallbacks,
      ...(score.fault === '' ? {} : { fault: score.fault }),
      leads: score.leads.map(({ lead, relMae, relWql, mase, mae, wql, coverage }) => ({
        lead: lead.name,
        steps: lead.steps,
        rel_mae: finite(relMae),
        rel_wql: finite(relWql),
        mase: finite(mase),
        mae: finite(mae),
        wql: finite(wql),
        coverage: Object.fromEntries(LEVELS.map((level, index) => [level, finite(coverage[index])])),
      })),
    })),
  };
}

function finite(number: number | undefined): number | null {
  return number !== undefined && Number.isFinite(number) ? number : null;
}
