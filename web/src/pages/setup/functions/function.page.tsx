import { useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { deleteFunction, type FunctionConfiguration } from '../../../api/aws/lambda';
import { asApiError } from '../../../api/errors';
import { useResource } from '../../../data';
import { formatBytes, formatDateTime, t } from '../../../i18n';
import { can } from '../../../session';
import {
  Badge,
  Button,
  Card,
  Columns,
  ConfirmDialog,
  EmptyState,
  ErrorBanner,
  Facts,
  Mono,
  Page,
  Skeleton,
  toast,
} from '../../../ui';
import { CodeCard } from './CodeCard';
import { InvocationsCard } from './InvocationsCard';
import { knownFunction } from './known';
import { NotAllowed } from './NotAllowed';
import { PermissionsCard } from './PermissionsCard';
import { SettingsCard } from './SettingsCard';
import { TestCard } from './TestCard';

const FunctionPage = () => {
  const { params } = useRoute();
  const { route } = useLocation();
  const name = params.name ?? '';
  const [deleting, setDeleting] = useState(false);
  const read = useResource((signal) => knownFunction(name, signal), [name]);
  const configuration = read.data?.known?.configuration;
  const missing = read.data && !read.data.known;
  const change = (next: FunctionConfiguration) => {
    if (!read.data) return;
    read.set({ ...read.data, known: { name, origin: 'uploaded', configuration: next } });
  };

  return (
    <Page
      title={name}
      back={{ href: '/ui/setup/functions', label: t('functions.title') }}
      lead={
        read.data && !missing ? (
          <Badge icon={configuration ? 'upload' : 'document'}>
            {t(`functions.origin.${configuration ? 'uploaded' : 'file'}`)}
          </Badge>
        ) : undefined
      }
      actions={
        configuration &&
        can('DeleteFunction') && (
          <Button icon="trash" onClick={() => setDeleting(true)}>
            {t('setup.deleteIt')}
          </Button>
        )
      }
    >
      {read.error && <ErrorBanner problem={read.error} onRetry={read.reload} />}
      {!read.data && !read.error && <Skeleton height={320} />}
      {missing && <EmptyState icon="function" title={t('functions.missing')} />}
      {configuration && read.data?.mayRun === false && <NotAllowed />}
      {read.data && !missing && (
        <Columns
          main={
            <>
              {can('Invoke') && <TestCard key={name} name={name} />}
              {configuration && (
                <SettingsCard
                  key={configuration.RevisionId}
                  configuration={configuration}
                  onChange={change}
                />
              )}
              {can('list_invocations') && <InvocationsCard key={`${name} invocations`} name={name} />}
            </>
          }
          side={
            configuration ? (
              <>
                <Card title={t('collections.facts')}>
                  <Facts
                    items={[
                      [t('functions.runtime'), configuration.Runtime ?? '–'],
                      [t('field.state'), configuration.State ?? '–'],
                      [t('functions.codeSize'), formatBytes(configuration.CodeSize ?? 0)],
                      [
                        t('functions.changed'),
                        configuration.LastModified
                          ? formatDateTime(configuration.LastModified.replace('+0000', 'Z'))
                          : '–',
                      ],
                      ['ARN', <Mono key="arn" text={configuration.FunctionArn} />],
                    ]}
                  />
                </Card>
                {can('UpdateFunctionCode') && <CodeCard name={name} onChange={change} />}
                <PermissionsCard name={name} />
              </>
            ) : (
              <Card title={t('collections.facts')}>
                <p>{t('functions.ofFile')}</p>
              </Card>
            )
          }
        />
      )}
      {deleting && (
        <ConfirmDialog
          title={t('functions.deleteTitle', { name })}
          action={t('functions.delete')}
          typed={[name]}
          typedLabel={t('setup.typeName', { name })}
          toProblem={asApiError}
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await deleteFunction(name);
            toast(t('functions.goneToast', { name }));
            route('/ui/setup/functions', true);
          }}
        >
          {t('functions.deleteLead')}
        </ConfirmDialog>
      )}
    </Page>
  );
};

export default FunctionPage;
