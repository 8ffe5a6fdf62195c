import { useState } from 'preact/hooks';
import { t } from '../../../i18n';
import { can } from '../../../session';
import { Button, Card, CodeBlock, CopyButton, download, Mono, Tabs } from '../../../ui';
import { boto3, cli, curl, searchSamples, shellWord } from '../../shared/samples';
import { useDocument } from './context';
import { Detail } from './Detail';
import styles from './docs.module.css';

/** One call of each protocol that this server speaks beside its own, as the SDKs and the command line make it. */
const protocols = () => [
  { key: 'Rekognition', samples: searchSamples() },
  {
    key: 'S3',
    samples: [
      boto3('s3', 's3.upload_file("photo.jpg", "photos", "ann.jpg")'),
      cli('s3 cp photo.jpg s3://photos/ann.jpg'),
    ],
  },
  {
    key: 'DynamoDB',
    samples: [
      boto3('dynamodb', 'print(dynamodb.scan(TableName="employees")["Items"])'),
      cli('dynamodb scan', ['--table-name employees']),
    ],
  },
  {
    key: 'Lambda',
    samples: [
      boto3('lambda', 'print(functions.invoke(FunctionName="on-upload", Payload=b"{}")["Payload"].read())'),
      cli('lambda invoke', [
        "--function-name on-upload --cli-binary-format raw-in-base64-out --payload '{}' answer.json",
      ]),
    ],
  },
  {
    key: 'API Gateway',
    samples: [
      {
        tool: 'curl',
        code: [
          `curl -sS -T photo.jpg ${shellWord(`${location.origin}/prod/photos/ann.jpg`)}`,
          `curl -sS ${shellWord(`${location.origin}/prod/employee?objectKey=ann.jpg`)}`,
        ].join('\n'),
      },
    ],
  },
];

const EXPORTS = [
  'export MIEN_ACCESS_KEY_ID=MIEN...',
  'export MIEN_SECRET_ACCESS_KEY=...',
  '# For the SDKs and the command line of AWS:',
  'export AWS_ACCESS_KEY_ID="$MIEN_ACCESS_KEY_ID" AWS_SECRET_ACCESS_KEY="$MIEN_SECRET_ACCESS_KEY"',
].join('\n');

const Protocols = () => {
  const all = protocols();
  const [key, setKey] = useState(all[0]?.key ?? '');
  const current = all.find((protocol) => protocol.key === key);
  return (
    <Tabs
      label={t('docs.protocols')}
      tabs={all.map((protocol) => ({ key: protocol.key, label: protocol.key }))}
      current={key}
      onSelect={setKey}
    >
      <div class={styles.stack}>
        {key === 'API Gateway' && <p>{t('docs.routes')}</p>}
        {current?.samples.map((sample) => (
          <div key={`${key} ${sample.tool}`} class={styles.sample}>
            <h3>{sample.tool}</h3>
            <CodeBlock code={sample.code} label={`${key}, ${sample.tool}`} />
          </div>
        ))}
      </div>
    </Tabs>
  );
};

/** Where the server is, how to say who one is, and what else it speaks. */
export const Start = ({ focus }: { focus: boolean }) => {
  const document = useDocument();
  const take = () => {
    const text = `${JSON.stringify(document, null, 2)}\n`;
    download(new Blob([text], { type: 'application/json' }), 'openapi.json');
  };

  return (
    <Detail id="start" title={t('docs.start')} focus={focus}>
      <Card title={t('docs.address')}>
        <div class={styles.stack}>
          <div class={styles.address}>
            <Mono text={location.origin} />
            <CopyButton text={location.origin} label={t('docs.copyAddress')} />
          </div>
          <p>{t('docs.address.text')}</p>
          <div class={styles.row}>
            <Button icon="download" onClick={take}>
              {t('docs.downloadSpec')}
            </Button>
          </div>
        </div>
      </Card>
      <Card title={t('docs.auth')}>
        <div class={styles.stack}>
          <p>
            {t('docs.auth.key')} {can('list_keys') && <a href="/ui/keys">{t('docs.auth.make')}</a>}
          </p>
          <CodeBlock code={EXPORTS} label={t('docs.auth.variables')} />
          <p>{t('docs.auth.basic')}</p>
          <CodeBlock code={curl('/v1/people').code} label="curl" />
          <p>{t('docs.auth.sigv4')}</p>
          <p>{t('docs.auth.session')}</p>
        </div>
      </Card>
      <Card title={t('docs.protocols')}>
        <div class={styles.stack}>
          <p>{t('docs.protocols.text')}</p>
          <Protocols />
        </div>
      </Card>
    </Detail>
  );
};
