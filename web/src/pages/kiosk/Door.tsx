import { useEffect, useState } from 'preact/hooks';
import { reachable } from '../../api/gate';
import { CameraPicture, CameraProblem, Oval, useCamera } from '../../camera';
import { t } from '../../i18n';
import { cx, IconButton } from '../../ui';
import styles from './kiosk.module.css';
import { LeaveDialog } from './LeaveDialog';
import { Panel } from './Panel';
import { ResultScreen } from './ResultScreen';
import { readSettings } from './settings';
import { useDoor } from './useDoor';
import { enterFullScreen, useFullScreenLeft, useStillHands, useWakeLock } from './useScreen';

const CAMERA_RETRY_MS = 10_000;

/** The kiosk at work: nothing to be done at it but to look into the camera. */
export const Door = () => {
  const [settings] = useState(readSettings);
  const [leaving, setLeaving] = useState(false);
  const camera = useCamera(true);
  const door = useDoor(camera, settings, !leaving);
  const still = useStillHands();
  useWakeLock();
  useFullScreenLeft(() => setLeaving(true));

  useEffect(() => {
    document.title = `${t('kiosk.title')} · Mien`;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      setLeaving(true);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  useEffect(() => {
    if (camera.state !== 'failed') return undefined;
    // Nobody is there to press the button.
    const timer = setTimeout(camera.retry, CAMERA_RETRY_MS);
    return () => clearTimeout(timer);
  }, [camera.state]);

  const { phase } = door;
  const offline = !reachable.value;
  const result = phase.name === 'result' ? phase.verification : undefined;
  return (
    <div
      class={cx(styles.door, still && !leaving && styles.quiet)}
      // A page that was loaded anew may fill the screen only when it is touched.
      onPointerDown={() => !leaving && enterFullScreen()}
    >
      <h1 class="visually-hidden">{t('kiosk.title')}</h1>
      <div class={styles.view}>
        <CameraPicture camera={camera}>
          <Oval hint={door.idle || offline ? 'searching' : door.hint} />
        </CameraPicture>
        {camera.fault && (
          <CameraProblem fault={camera.fault} onRetry={camera.retry} files={false} help={false} />
        )}
      </div>
      <Panel door={door} offline={offline} cameraLost={camera.state === 'failed'} />
      {result && <ResultScreen key={result.event_id} verification={result} seconds={settings.seconds} />}
      <div class={cx(styles.corner, still && styles.away)}>
        <IconButton icon="logout" label={t('kiosk.leave.title')} size={22} onClick={() => setLeaving(true)} />
      </div>
      {leaving && (
        <LeaveDialog
          onStay={() => {
            setLeaving(false);
            enterFullScreen();
          }}
        />
      )}
    </div>
  );
};
