import { useEffect, useState } from 'preact/hooks';
import { LocationProvider, Route, Router, useLocation } from 'preact-iso';
import type { ApiError } from '../api/errors';
import type { SessionInfo } from '../api/session';
import { t } from '../i18n';
import { LockScreen, SignIn, session, Welcome } from '../session';
import { ErrorBanner, Icon, Spinner } from '../ui';
import { navigations } from '../ui/Page';
import { Announcer } from '../ui/toast';
import styles from './App.module.css';
import { Connection } from './Connection';
import { ErrorBoundary } from './ErrorBoundary';
import { NotAllowed, NotFound } from './NotFound';
import { allowed, routes } from './routes';
import { Shell } from './Shell';

const WELCOME = '/ui/welcome';
const KIOSK = '/ui/kiosk';
const SPLASH_AFTER_MS = 400;

/** Nothing at first: most answers come sooner than an eye would see a spinner. */
const Splash = () => {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SPLASH_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main class={styles.splash} aria-busy="true">
      {late && (
        <>
          <Spinner size={28} />
          <h1 class="visually-hidden">{t('state.loading')}</h1>
        </>
      )}
    </main>
  );
};

const Failed = ({ error }: { error: ApiError }) => (
  <main class={styles.splash}>
    <div class={styles.failed}>
      <h1 class="visually-hidden">{t('crash.title')}</h1>
      <ErrorBanner problem={error} onRetry={() => location.reload()} />
    </div>
  </main>
);

const countNavigation = () => {
  navigations.value += 1;
};

const Pages = ({ who }: { who: SessionInfo }) => {
  const kiosk = who.kind === 'kiosk' ? routes.find((route) => route.path === KIOSK) : undefined;
  return (
    <Shell who={who}>
      <Router onRouteChange={countNavigation}>
        {(kiosk ? [kiosk] : routes).map((route) => (
          <Route
            key={route.path}
            path={route.path}
            component={allowed(route) ? route.component : NotAllowed}
          />
        ))}
        {/* There is nothing else for a kiosk, whatever the address. */}
        <Route default component={kiosk?.component ?? NotFound} />
      </Router>
    </Shell>
  );
};

/** What is shown follows from the session and, before there is one, from whether the address is a one-time link. */
const Stage = () => {
  const { path, route } = useLocation();
  const now = session.value;
  if (now.state === 'starting') return <Splash />;
  if (now.state === 'failed') return <Failed error={now.error} />;
  if (path === WELCOME) return <Welcome onDone={() => route('/ui/', true)} />;
  if (now.state === 'signed_out') {
    // Whoever stands at a kiosk then was not signed in, and can do nothing about it.
    const notice = path === KIOSK ? t('kiosk.ended') : t('signin.ended');
    return <SignIn firstStart={now.firstStart} ended={now.ended ? notice : undefined} />;
  }
  const locked = now.state === 'locked';
  return (
    <>
      <Kept who={now} locked={locked} />
      {locked && <LockScreen name={now.name} />}
    </>
  );
};

/** A page that was there when the lock fell stays, inert, below the lock screen; one that was not is not begun. */
const Kept = ({ who, locked }: { who: SessionInfo; locked: boolean }) => {
  const [begun, setBegun] = useState(!locked);
  useEffect(() => {
    if (!locked) setBegun(true);
  }, [locked]);
  if (!begun) {
    return (
      <main class={styles.splash}>
        <Icon name="lock" size={28} />
        <h1 class="visually-hidden">{t('lock.title')}</h1>
      </main>
    );
  }
  return (
    <div inert={locked}>
      <Pages who={who} />
    </div>
  );
};

export const App = () => (
  <LocationProvider scope={/^\/(ui|docs)(\/|$|\?)/}>
    <ErrorBoundary path="">
      <Stage />
    </ErrorBoundary>
    <Connection />
    <Announcer />
  </LocationProvider>
);
