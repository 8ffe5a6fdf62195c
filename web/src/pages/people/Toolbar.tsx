import { t } from '../../i18n';
import { Icon, IconButton, Select, Spinner, TextInput } from '../../ui';
import styles from './people.module.css';

interface ToolbarProps {
  search: string;
  onSearch: (search: string) => void;
  busy: boolean;
  collection: string;
  collections: readonly string[];
  onCollection: (collection: string) => void;
}

export const Toolbar = (props: ToolbarProps) => {
  const { search, onSearch, busy, collection, collections, onCollection } = props;
  const all = collections.includes(collection) ? collections : [collection, ...collections];
  return (
    <search class={styles.toolbar}>
      <div class={styles.search}>
        <Icon name="search" size={18} class={styles.searchIcon} />
        <TextInput
          label={t('people.search')}
          hideLabel
          placeholder={t('people.search')}
          value={search}
          onValue={onSearch}
          autocomplete="off"
          inputMode="search"
          maxLength={256}
          dir="auto"
          trailing={
            busy ? (
              <span class={styles.searchBusy}>
                <Spinner size={16} />
              </span>
            ) : (
              search !== '' && (
                <IconButton
                  icon="close"
                  label={t('people.clearSearch')}
                  size={16}
                  onClick={() => onSearch('')}
                />
              )
            )
          }
        />
      </div>
      {all.length > 1 && (
        <div class={styles.collection}>
          <Select
            label={t('people.collection')}
            hideLabel
            value={collection}
            onValue={onCollection}
            options={all.map((id) => ({ value: id, label: id }))}
          />
        </div>
      )}
    </search>
  );
};
