import { useEffect, useState } from 'preact/hooks';
import { chooseLanguage, languageChoice, listLanguages, t } from '../i18n';
import { Select } from '../ui';
import { chooseTheme, type Theme, theme } from '../ui/theme';
import styles from './Preferences.module.css';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** How the page looks and which language it speaks; kept in this browser. */
export const Preferences = () => {
  const [languages, setLanguages] = useState<{ tag: string; name: string }[]>([]);

  useEffect(() => {
    listLanguages().then(setLanguages);
  }, []);

  return (
    <div class={styles.preferences}>
      <Select<Theme>
        label={t('preferences.theme')}
        value={theme.value}
        onValue={chooseTheme}
        options={THEMES.map((value) => ({ value, label: t(`preferences.theme.${value}`) }))}
      />
      <Select
        label={t('preferences.language')}
        value={languageChoice.value}
        onValue={chooseLanguage}
        options={[
          { value: 'system', label: t('preferences.language.system') },
          ...languages.map(({ tag, name }) => ({ value: tag, label: name })),
        ]}
      />
    </div>
  );
};
