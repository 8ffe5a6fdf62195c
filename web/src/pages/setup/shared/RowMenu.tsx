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

interface EditMenuProps {
  name: string;
  /** Absent where this row, or the operator, is not for that. */
  onEdit: (() => void) | undefined;
  onDelete: (() => void) | undefined;
}

export const EditMenu = ({ name, onEdit, onDelete }: EditMenuProps) => {
  const items: MenuItem[] = [];
  if (onEdit) items.push({ key: 'edit', label: t('action.edit'), icon: 'edit', onSelect: onEdit });
  if (onDelete) {
    items.push({
      key: 'delete',
      label: t('setup.deleteIt'),
      icon: 'trash',
      danger: true,
      onSelect: onDelete,
    });
  }
  return <RowMenu name={name} items={items} />;
};
