import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { px } from './cx';
import { Icon } from './icons';
import styles from './VirtualList.module.css';

interface VirtualListProps {
  count: number;
  /** Every row has the same height, in CSS pixels. */
  rowHeight: number;
  label: string;
  /** The row's one link or button carries the tabIndex that it is given. */
  row: (index: number, tabIndex: 0 | -1) => ComponentChildren;
  rowKey: (index: number) => string;
  /** More is to come; asked for when the end of what is there comes near. */
  more: boolean;
  onMore: () => void;
  /** Stands below the rows while more is to come. */
  tail?: ComponentChildren;
}

/** For a row's link or button. The page gives it columns, and areas for phones; the last column is the chevron's. */
export const rowClass = styles.rowBody;

/** At the end of a row that leads somewhere. */
export const RowChevron = () => <Icon name="chevronRight" size={16} class={styles.chevron} />;

const OVERSCAN = 8;
const NEAR_END_ROWS = 30;

const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);

/**
 * A list of any length that scrolls with the page and holds only the rows that are seen. Arrow keys, Home, End and
 * the page keys move among the rows; the tab key passes the list as one stop.
 */
export const VirtualList = (props: VirtualListProps) => {
  const { count, rowHeight, label, row, rowKey, more, onMore, tail } = props;
  const list = useRef<HTMLUListElement>(null);
  const [view, setView] = useState({ first: 0, last: 30 });
  const [active, setActive] = useState(0);
  // Keys may come faster than the page is drawn: they count from where the last one led.
  const target = useRef(0);
  const wantsFocus = useRef(false);

  useLayoutEffect(() => {
    let frame = 0;
    const measure = () => {
      frame = 0;
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const first = Math.max(0, Math.floor(-top / rowHeight) - OVERSCAN);
      const last = Math.max(0, Math.ceil((window.innerHeight - top) / rowHeight) + OVERSCAN);
      setView((before) => (before.first === first && before.last === last ? before : { first, last }));
    };
    const later = () => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    window.addEventListener('scroll', later, { passive: true });
    window.addEventListener('resize', later);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', later);
      window.removeEventListener('resize', later);
    };
  }, [rowHeight, count]);

  useEffect(() => {
    if (more && view.last + NEAR_END_ROWS >= count) onMore();
  }, [view.last, count, more]);

  const current = Math.min(active, Math.max(0, count - 1));

  useEffect(() => {
    if (!wantsFocus.current || current !== target.current) return;
    wantsFocus.current = false;
    const row = list.current?.querySelector<HTMLElement>(`[data-index="${current}"] [tabindex="0"]`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(window.innerHeight / rowHeight) - 2);
    const at = target.current;
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: count - 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    wantsFocus.current = true;
    target.current = Math.min(Math.max(next, 0), count - 1);
    setActive(target.current);
  };

  const shown = range(Math.min(view.first, count), Math.min(view.last, count));
  // The row that has the focus stays, or the focus would be lost by scrolling.
  if (current < count && !shown.includes(current)) shown.push(current);

  return (
    <>
      <ul
        ref={list}
        class={styles.list}
        aria-label={label}
        style={{ height: px(count * rowHeight) }}
        onKeyDown={onKeyDown}
      >
        {shown.map((index) => (
          <li
            key={rowKey(index)}
            class={styles.row}
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={more ? -1 : count}
            style={{ height: px(rowHeight), transform: `translateY(${px(index * rowHeight)})` }}
            onFocusCapture={() => {
              target.current = index;
              setActive(index);
            }}
          >
            {row(index, index === current ? 0 : -1)}
          </li>
        ))}
      </ul>
      {more && tail}
    </>
  );
};
