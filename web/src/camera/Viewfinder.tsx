import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n';
import { cx } from '../ui';
import { CameraChoice } from './CameraChoice';
import { CameraPicture } from './CameraPicture';
import { CameraProblem } from './CameraProblem';
import styles from './camera.module.css';
import type { Hint } from './guide';
import { HintPill } from './HintPill';
import { Oval } from './Oval';
import { DropArea, FilesButton } from './PhotoFiles';
import type { Camera } from './useCamera';

interface ViewfinderProps {
  camera: Camera;
  guide: { hint: Hint; failed: boolean };
  onShutter: () => void;
  onFiles: (files: File[]) => void;
  /** Several files at once. */
  multiple: boolean;
  /** What stands in place of the camera's picture: a photo that was taken, with what can be done about it. */
  still?: ComponentChildren;
  /** On a phone the still leaves the better part of the window to what is said of it below. */
  smallStill?: boolean;
  /** Below the picture in place of the shutter, while there is a still. */
  actions?: ComponentChildren;
}

const OWN_SPACE = 'input, textarea, select, button, a, summary, dialog, [tabindex="0"]';

/** The space key works as on a camera, wherever it has no meaning of its own. */
export const useSpaceKey = (press: () => void, wanted: boolean) => {
  useEffect(() => {
    if (!wanted) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== ' ' || event.repeat || event.altKey || event.ctrlKey || event.metaKey) return;
      if (document.querySelector('dialog[open]')) return;
      if (event.target instanceof Element && event.target.closest(OWN_SPACE)) return;
      event.preventDefault();
      press();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  });
};

/** Camera or files: the picture, what to do next, and the shutter within reach of a thumb. */
export const Viewfinder = (props: ViewfinderProps) => {
  const { camera, guide, onShutter, onFiles, multiple, still, smallStill, actions } = props;
  const live = camera.state === 'live' && !still;
  useSpaceKey(onShutter, live);
  const lost = camera.fault !== undefined && !still;

  const bar = useRef<HTMLDivElement>(null);
  const reviewing = still !== undefined && still !== null;
  const was = useRef(reviewing);

  useEffect(() => {
    if (was.current === reviewing) return;
    was.current = reviewing;
    // The button that had the focus has gone with what it did; the next one is the one that goes on.
    if (document.activeElement !== document.body) return;
    const buttons = [...(bar.current?.querySelectorAll('button') ?? [])];
    const next = reviewing ? buttons.at(-1) : buttons.find((button) => button.ariaKeyShortcuts !== null);
    next?.focus({ preventScroll: true });
  }, [reviewing]);

  return (
    <DropArea class={styles.viewfinder} label={t('camera.label')} onFiles={onFiles}>
      <div class={cx(styles.stage, lost && styles.lost, Boolean(still) && smallStill && styles.small)}>
        <CameraPicture camera={camera}>
          {!still && (
            <>
              <Oval hint={guide.hint} />
              {!guide.failed && <HintPill hint={guide.hint} />}
            </>
          )}
        </CameraPicture>
        {camera.fault && lost && <CameraProblem fault={camera.fault} onRetry={camera.retry} files />}
        {still}
      </div>
      <div class={styles.bar} ref={bar}>
        {actions ??
          (lost ? (
            <div class={styles.barMiddle}>
              <CameraChoice camera={camera} />
              <FilesButton main multiple={multiple} onFiles={onFiles} />
            </div>
          ) : (
            <>
              <div class={styles.barSide}>
                <CameraChoice camera={camera} />
              </div>
              <button
                type="button"
                class={styles.shutter}
                aria-label={t('camera.shutter')}
                title={t('camera.shutterTitle')}
                aria-keyshortcuts="Space"
                disabled={!live}
                onClick={onShutter}
              />
              <div class={styles.barSide}>
                <FilesButton main={false} multiple={multiple} onFiles={onFiles} />
              </div>
            </>
          ))}
      </div>
    </DropArea>
  );
};
