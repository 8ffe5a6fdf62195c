import './ui/theme.css';
import './ui/reset.css';
import { render } from 'preact';
import { App } from './app/App';
import { startLanguage } from './i18n';
import { startSession, watchIdle } from './session';

const root = document.getElementById('app');
if (root) {
  const session = startSession();
  await startLanguage();
  render(<App />, root);
  await session;
  watchIdle();
}
