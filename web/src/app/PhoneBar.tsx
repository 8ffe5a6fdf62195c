import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { SessionInfo } from '../api/session';
import { t } from '../i18n';
import { cx, Icon, IconButton } from '../ui';
import { AccountName, accountItems } from './Account';
import styles from './PhoneBar.module.css';
import { isCurrent, type NavRoute, navRoutes } from './routes';

const IN_BAR = 3;

interface SheetProps {
  routes: readonly NavRoute[];
  path: string;
  who: SessionInfo;
  onClose: () => void;
}

const MoreSheet = ({ routes, path, who, onClose }: SheetProps) => {
  const ref = useRef<HTMLDialogElement>(null);
  const title = useId();

  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: for a hand on the backdrop; keys have Escape, which is cancel
    <dialog
      ref={ref}
      class={styles.sheet}
      aria-labelledby={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        // The dialog itself is hit beside its content only: on the backdrop.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div class={styles.sheetBody}>
        <div class={styles.sheetHead}>
          <h2 id={title} class="visually-hidden">
            {t('nav.more')}
          </h2>
          <AccountName who={who} />
          <IconButton icon="close" label={t('action.close')} onClick={onClose} />
        </div>
        {routes.length > 0 && (
          <ul class={styles.list}>
            {routes.map((route) => (
              <li key={route.path}>
                <a
                  class={styles.row}
                  href={route.path === '/ui' ? '/ui/' : route.path}
                  aria-current={isCurrent(route, path) ? 'page' : undefined}
                  onClick={onClose}
                >
                  <Icon name={route.nav.icon} />
                  {t(route.nav.label)}
                </a>
              </li>
            ))}
          </ul>
        )}
        <ul class={styles.list}>
          {accountItems(who).map((item) => (
            <li key={item.key}>
              <button
                type="button"
                class={styles.row}
                onClick={() => {
                  onClose();
                  item.onSelect();
                }}
              >
                {item.icon && <Icon name={item.icon} />}
                {item.label}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </dialog>
  );
};

/** The navigation on a phone: what is used at a door, and a sheet with the rest. */
export const PhoneBar = ({ path, who }: { path: string; who: SessionInfo }) => {
  const [open, setOpen] = useState(false);
  const all = navRoutes();
  const bar = all
    .filter((route) => route.nav.bar !== undefined)
    .sort((a, b) => (a.nav.bar ?? 0) - (b.nav.bar ?? 0))
    .slice(0, IN_BAR);
  const rest = all.filter((route) => !bar.includes(route));
  const inRest = rest.some((route) => isCurrent(route, path));

  return (
    <>
      <nav class={styles.bar} aria-label={t('nav.label')}>
        {bar.map((route) => (
          <a
            key={route.path}
            class={styles.item}
            href={route.path === '/ui' ? '/ui/' : route.path}
            aria-current={isCurrent(route, path) ? 'page' : undefined}
          >
            <Icon name={route.nav.icon} size={22} />
            <span>{t(route.nav.label)}</span>
          </a>
        ))}
        <button
          type="button"
          class={cx(styles.item, inRest && styles.current)}
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={() => setOpen(true)}
        >
          <Icon name="more" size={22} />
          <span>{t('nav.more')}</span>
        </button>
      </nav>
      {open && <MoreSheet routes={rest} path={path} who={who} onClose={() => setOpen(false)} />}
    </>
  );
};
