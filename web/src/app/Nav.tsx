import { useState } from 'preact/hooks';
import type { SessionInfo } from '../api/session';
import { remember, remembered } from '../browser/remembered';
import { t } from '../i18n';
import { cx, Icon, IconButton, Logo } from '../ui';
import { AccountMenu } from './Account';
import styles from './Nav.module.css';
import { isCurrent, type NavRoute, navRoutes } from './routes';
import { NAV_GROUPS } from './table';

const STORED = 'mien.nav';

const NavLink = ({ route, path, small }: { route: NavRoute; path: string; small: boolean }) => {
  const label = t(route.nav.label);
  return (
    <li>
      <a
        class={styles.link}
        href={route.path === '/ui' ? '/ui/' : route.path}
        aria-current={isCurrent(route, path) ? 'page' : undefined}
        aria-label={small ? label : undefined}
        title={small ? label : undefined}
      >
        <Icon name={route.nav.icon} />
        {!small && <span class={styles.label}>{label}</span>}
      </a>
    </li>
  );
};

/** The navigation on a desk. */
export const Nav = ({ path, who }: { path: string; who: SessionInfo }) => {
  const [small, setSmall] = useState(() => remembered(STORED) === 'small');
  const all = navRoutes();
  const toggle = () => {
    remember(STORED, small ? 'full' : 'small');
    setSmall(!small);
  };
  return (
    <header class={cx(styles.side, small && styles.small)}>
      <div class={styles.head}>
        <a class={styles.brand} href="/ui/" aria-label={t('nav.home')}>
          <Logo size={28} />
          {!small && <span>Mien</span>}
        </a>
        {!small && <IconButton icon="panel" label={t('nav.collapse')} onClick={toggle} />}
      </div>
      <nav class={styles.nav} aria-label={t('nav.label')}>
        {NAV_GROUPS.map((group) => {
          const routes = all.filter((route) => route.nav.group === group);
          if (routes.length === 0) return null;
          return (
            <div key={group} class={styles.group}>
              {group !== 'faces' && !small && <h2 class={styles.groupTitle}>{t(`nav.group.${group}`)}</h2>}
              <ul>
                {routes.map((route) => (
                  <NavLink key={route.path} route={route} path={path} small={small} />
                ))}
              </ul>
            </div>
          );
        })}
      </nav>
      <div class={styles.foot}>
        {small && <IconButton icon="panel" label={t('nav.expand')} onClick={toggle} class={styles.expand} />}
        <AccountMenu who={who} small={small} />
      </div>
    </header>
  );
};
