import { t } from '../i18n';
import { ButtonLink, EmptyState, Page } from '../ui';

export const NotFound = () => (
  <Page title={t('notFound.title')}>
    <EmptyState
      icon="search"
      title={t('notFound.lead')}
      action={<ButtonLink href="/ui/">{t('notFound.home')}</ButtonLink>}
    />
  </Page>
);

export const NotAllowed = () => (
  <Page title={t('notAllowed.title')}>
    <EmptyState
      icon="lock"
      title={t('notAllowed.lead')}
      action={<ButtonLink href="/ui/">{t('notFound.home')}</ButtonLink>}
    >
      {t('notAllowed.hint')}
    </EmptyState>
  </Page>
);
