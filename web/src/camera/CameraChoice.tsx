import { t } from '../i18n';
import { Icon, Menu } from '../ui';
import styles from './camera.module.css';
import type { Camera } from './useCamera';

/** Which of several cameras; a single one needs no choosing. */
export const CameraChoice = ({ camera }: { camera: Camera }) =>
  camera.devices.length > 1 ? (
    <Menu
      label={t('camera.choose')}
      placement="above"
      align="start"
      buttonClass={styles.sideButton}
      items={camera.devices.map((device, index) => ({
        key: device.id,
        label: device.label || t('camera.numbered', { number: index + 1 }),
        icon: device.id === camera.deviceId ? ('check' as const) : ('camera' as const),
        onSelect: () => camera.choose(device.id),
      }))}
    >
      <Icon name="camera" size={22} />
    </Menu>
  ) : null;
