import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface Reading {
  /** Of an element right above the list. */
  mark: RefObject<HTMLDivElement | null>;
  holding: boolean;
  /** Of an element round the list. */
  watch: {
    onFocusCapture: () => void;
    onBlurCapture: (event: FocusEvent & { currentTarget: HTMLElement }) => void;
  };
  toTop: () => void;
}

/**
 * Whether somebody is reading further down: the mark above the list has left the window at its top, or the focus is
 * within the list. What came then would move what is read.
 */
export const useHolding = (): Reading => {
  const mark = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const [focused, setFocused] = useState(false);

  useEffect(() => {
    const element = mark.current;
    if (!element) return undefined;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry) setAway(!entry.isIntersecting && entry.boundingClientRect.top < 0);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const watch = {
    onFocusCapture: () => setFocused(true),
    onBlurCapture: (event: FocusEvent & { currentTarget: HTMLElement }) =>
      setFocused(event.currentTarget.contains(event.relatedTarget as Node | null)),
  };
  const toTop = () => {
    const active = document.activeElement;
    if (focused && active instanceof HTMLElement) active.blur();
    mark.current?.scrollIntoView({ block: 'center' });
  };
  return { mark, holding: away || focused, watch, toTop };
};
