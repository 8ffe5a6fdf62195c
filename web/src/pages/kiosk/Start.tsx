import { useState } from 'preact/hooks';
import { CameraChoice, CameraPicture, CameraProblem, Oval, useCamera } from '../../camera';
import { useAction } from '../../data';
import { plural, t } from '../../i18n';
import { session, startKiosk } from '../../session';
import { Button, Card, Dialog, ErrorBanner, Icon, type IconName, Page, Select } from '../../ui';
import shared from '../shared/shared.module.css';
import { useCollectionIds } from '../shared/useCollectionIds';
import styles from './kiosk.module.css';
import { type KioskSettings, keepSettings, readSettings, SECONDS_MAX, SECONDS_MIN } from './settings';
import { enterFullScreen, leaveFullScreen } from './useScreen';

const POINTS: readonly { icon: IconName; key: 'what' | 'role' | 'leave' | 'device' }[] = [
  { icon: 'authenticate', key: 'what' },
  { icon: 'lock', key: 'role' },
  { icon: 'logout', key: 'leave' },
  { icon: 'monitor', key: 'device' },
];

const SECONDS = Array.from({ length: SECONDS_MAX - SECONDS_MIN + 1 }, (_, index) => SECONDS_MIN + index);

const Preview = () => {
  const camera = useCamera(session.value.state === 'open');
  return (
    <div class={styles.previewBox}>
      <div class={styles.preview}>
        <CameraPicture camera={camera}>
          <Oval hint="searching" />
        </CameraPicture>
        {camera.fault && <CameraProblem fault={camera.fault} onRetry={camera.retry} files={false} />}
      </div>
      <div class={styles.previewBar}>
        <CameraChoice camera={camera} />
        <p class={shared.note}>{t('kiosk.preview')}</p>
      </div>
    </div>
  );
};

/** Explains what the kiosk is, and turns this browser into one. */
export const Start = () => {
  const [settings, setSettings] = useState(readSettings);
  const [asking, setAsking] = useState(false);
  const known = useCollectionIds();
  const all = known.includes(settings.collection) ? known : [settings.collection, ...known];
  const change = (by: Partial<KioskSettings>) => setSettings({ ...settings, ...by });

  const start = useAction(async () => {
    keepSettings(settings);
    // While the click still counts as one: browsers fill the screen for nothing else.
    await enterFullScreen();
    try {
      await startKiosk();
    } catch (error) {
      await leaveFullScreen();
      throw error;
    }
  });

  return (
    <Page title={t('kiosk.title')} lead={t('kiosk.lead')} back={{ href: '/ui/', label: t('kiosk.back') }}>
      <div class={styles.columns}>
        <Card>
          <Preview />
        </Card>
        <Card>
          <div class={shared.form}>
            <ul class={styles.points}>
              {POINTS.map(({ icon, key }) => (
                <li key={key}>
                  <Icon name={icon} size={20} />
                  <span>{t(`kiosk.point.${key}`)}</span>
                </li>
              ))}
            </ul>
            <Select
              label={t('kiosk.seconds')}
              value={String(settings.seconds)}
              onValue={(seconds) => change({ seconds: Number(seconds) })}
              options={SECONDS.map((count) => ({
                value: String(count),
                label: plural('kiosk.secondsOf', count),
              }))}
            />
            {all.length > 1 && (
              <Select
                label={t('person.collection')}
                value={settings.collection}
                onValue={(collection) => change({ collection })}
                options={all.map((id) => ({ value: id, label: id }))}
              />
            )}
            <Button variant="primary" icon="kiosk" wide onClick={() => setAsking(true)}>
              {t('kiosk.start')}
            </Button>
          </div>
        </Card>
      </div>
      {asking && (
        <Dialog
          title={t('kiosk.confirm.title')}
          onClose={() => setAsking(false)}
          busy={start.busy}
          footer={
            <>
              <Button onClick={() => setAsking(false)} disabled={start.busy}>
                {t('action.cancel')}
              </Button>
              <Button variant="primary" busy={start.busy} onClick={start.run}>
                {t('kiosk.start')}
              </Button>
            </>
          }
        >
          <p>{t('kiosk.confirm.lead')}</p>
          {start.error && <ErrorBanner problem={start.error} />}
        </Dialog>
      )}
    </Page>
  );
};
