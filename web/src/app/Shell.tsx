import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import type { SessionInfo } from '../api/session';
import { t } from '../i18n';
import { useMediaQuery } from '../ui';
import { AccountDialogs } from './Account';
import { ErrorBoundary } from './ErrorBoundary';
import { Nav } from './Nav';
import { PhoneBar } from './PhoneBar';
import { routes } from './routes';
import styles from './Shell.module.css';

const DESK = '(min-width: 900px)';

/** What stands around every page. */
export const Shell = ({ who, children }: { who: SessionInfo; children: ComponentChildren }) => {
  const { path } = useLocation();
  const desk = useMediaQuery(DESK);
  const bare = who.kind === 'kiosk' || routes.some((route) => route.bare && route.path === path);
  return (
    <div class={styles.shell}>
      {!bare && (
        <a class={styles.skip} href="#main">
          {t('nav.skip')}
        </a>
      )}
      {!bare && desk && <Nav path={path} who={who} />}
      <main id="main" tabIndex={-1} class={styles.main}>
        <ErrorBoundary path={path}>{children}</ErrorBoundary>
      </main>
      {!bare && !desk && <PhoneBar path={path} who={who} />}
      <AccountDialogs />
    </div>
  );
};
