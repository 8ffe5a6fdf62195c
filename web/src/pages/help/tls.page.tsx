import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { Banner, Card, CodeBlock, Page, Tabs } from '../../ui';
import { initCommand, secureAddress, serveCommand } from './commands';
import { DEVICES, type DeviceKey, deviceOf } from './devices';
import styles from './tls.module.css';

const OWN = 'mien serve --listen :8443 --tls-cert fullchain.pem --tls-key privkey.pem';

const Server = () => {
  const { hostname } = location;
  const address = secureAddress(hostname);
  return (
    <Card title={t('tls.server')}>
      <ol class={styles.steps}>
        <li>
          <p>{t('tls.server.init')}</p>
          <CodeBlock code={initCommand(hostname)} label={t('tls.server.initLabel')} wrap />
        </li>
        <li>
          <p>{t('tls.server.serve')}</p>
          <CodeBlock code={serveCommand} label={t('tls.server.serveLabel')} wrap />
        </li>
        <li>
          <p>{t('tls.server.copy')}</p>
        </li>
        <li>
          <p>
            {address ? t('tls.server.open') : t('tls.server.openLocal')} {address && <code>{address}</code>}
          </p>
        </li>
      </ol>
      <p class={styles.note}>{t('tls.server.renew')}</p>
    </Card>
  );
};

const Devices = () => {
  const [current, setCurrent] = useState<DeviceKey>(deviceOf(navigator.userAgent, navigator.maxTouchPoints));
  const device = DEVICES.find(({ key }) => key === current);
  return (
    <Card title={t('tls.devices')}>
      <p class={styles.lead}>{t('tls.devices.lead')}</p>
      <Tabs label={t('tls.devices')} tabs={DEVICES} current={current} onSelect={setCurrent}>
        <ol class={styles.steps}>
          {device?.steps.map((step) => (
            <li key={step}>{t(step)}</li>
          ))}
        </ol>
        {device?.command && (
          <div class={styles.command}>
            <p>{t(device.key === 'linux' ? 'tls.linux.command' : 'tls.orCommand')}</p>
            <CodeBlock code={device.command} label={t('tls.command', { device: device.label })} wrap />
          </div>
        )}
      </Tabs>
    </Card>
  );
};

/** Why there is no camera without https, and how a network of one's own gets it. */
const Tls = () => (
  <Page title={t('tls.title')} lead={t('tls.lead')} narrow>
    {window.isSecureContext && (
      <Banner tone="success" title={t('tls.already')}>
        {t('tls.alreadyLead')}
      </Banner>
    )}
    <Card title={t('tls.why')}>
      <div class={styles.text}>
        <p>{t('tls.why.camera')}</p>
        <p>{t('tls.why.localhost')}</p>
        <p>{t('tls.why.secret')}</p>
      </div>
    </Card>
    <Server />
    <Devices />
    <Card title={t('tls.own')}>
      <div class={styles.text}>
        <p>{t('tls.own.lead')}</p>
        <CodeBlock code={OWN} label={t('tls.own.label')} wrap />
        <p class={styles.note}>{t('tls.own.key')}</p>
      </div>
    </Card>
  </Page>
);

export default Tls;
