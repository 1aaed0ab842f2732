import { render } from 'preact';
import { AnalyticsPage } from './analytics-page.tsx';
import { AnalyticsSession } from './analytics-session.ts';
import { takeToken } from './analytics-token.ts';
import { MEMORY } from './page-memory.ts';

const { theme } = MEMORY.settings;
if (theme !== 'auto') document.documentElement.dataset.theme = theme;

const session = new AnalyticsSession(takeToken());
addEventListener('hashchange', () => {
  const token = takeToken();
  if (token !== undefined) session.enter(token);
});
void session.refresh();

const root = document.getElementById('page');
if (root) render(<AnalyticsPage session={session} />, root);
