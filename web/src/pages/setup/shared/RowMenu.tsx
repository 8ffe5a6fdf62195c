import { t } from '../../../i18n';
import { Icon, Menu, type MenuItem } from '../../../ui';
import styles from '../../shared/shared.module.css';

/** What can be done with one row, behind three dots. */
export const RowMenu = ({ name, items }: { name: string; items: readonly MenuItem[] }) =>
  items.length === 0 ? null : (
    <span class={styles.menuPlace}>
      <Menu items={items} label={t('setup.rowMenu', { name })} buttonClass={styles.menuButton}>
        <Icon name="more" />
      </Menu>
    </span>
  );
