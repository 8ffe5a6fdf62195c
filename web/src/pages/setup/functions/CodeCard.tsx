import { useState } from 'preact/hooks';
import { toBase64 } from '../../../api/aws/base64';
import { type FunctionConfiguration, updateFunctionCode } from '../../../api/aws/lambda';
import { useAction } from '../../../data';
import { t } from '../../../i18n';
import { Button, Card, ErrorBanner, toast } from '../../../ui';
import styles from '../../shared/shared.module.css';
import { ZipField, zipFault } from './ZipField';

interface CodeCardProps {
  name: string;
  onChange: (configuration: FunctionConfiguration) => void;
}

export const CodeCard = ({ name, onChange }: CodeCardProps) => {
  const [file, setFile] = useState<File>();
  const update = useAction(async () => {
    if (!file) return;
    onChange(await updateFunctionCode(name, await toBase64(file)));
    setFile(undefined);
    toast(t('functions.codeSaved'));
  });
  const fault = file && zipFault(file);
  return (
    <Card title={t('functions.code')}>
      <div class={styles.form}>
        <ZipField file={file} onFile={setFile} error={fault} />
        {update.error && <ErrorBanner problem={update.error} />}
        {file && !fault && (
          <div>
            <Button variant="primary" busy={update.busy} onClick={() => update.run()}>
              {t('functions.replaceCode')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
};
