import { useState } from 'preact/hooks';
import { createIntake, type Intake, replaceIntake } from '../../../api/intakes';
import { t } from '../../../i18n';
import { Banner, CodeBlock, CopyAs, Dialog } from '../../../ui';
import { FormDialog } from '../../shared/FormDialog';
import { curl, shellWord } from '../../shared/samples';
import { emptyForm, faultsOf, formOf, settingsOf } from './form';
import { IntakeFields } from './IntakeFields';
import { sentenceOf } from './sentence';

interface IntakeDialogProps {
  /** Absent: a new one. */
  intake: Intake | undefined;
  onClose: () => void;
  onSaved: (name: string) => void;
}

export const IntakeDialog = ({ intake, onClose, onSaved }: IntakeDialogProps) => {
  const [form, setForm] = useState(() => (intake ? formOf(intake) : emptyForm));
  const [tried, setTried] = useState(false);
  const faults = faultsOf(form);
  const settings = settingsOf(form);
  const preview: Intake = { ...settings, name: form.name, origin: 'console', bucket: form.bucket || '…' };
  const body = intake ? settings : { name: form.name || 'employees', ...settings };
  return (
    <FormDialog
      wide
      title={t(intake ? 'intakes.edit' : 'intakes.create')}
      action={t(intake ? 'action.save' : 'intakes.create')}
      check={() => {
        setTried(true);
        return faults.length === 0;
      }}
      onSubmit={async () => {
        if (intake) await replaceIntake(intake.name, settings);
        else await createIntake(form.name, settings);
        onSaved(form.name);
      }}
      onClose={onClose}
      after={
        <CopyAs
          samples={[
            curl(intake ? `/v1/intakes/${encodeURIComponent(intake.name)}` : '/v1/intakes', [
              ...(intake ? ['-X PUT'] : []),
              "-H 'Content-Type: application/json'",
              `-d ${shellWord(JSON.stringify(body))}`,
            ]),
          ]}
        />
      }
    >
      <Banner icon="intake">
        <bdi>{sentenceOf(preview)}</bdi>
      </Banner>
      <IntakeFields form={form} onForm={setForm} isNew={!intake} faults={tried ? faults : []} />
    </FormDialog>
  );
};

/** One that the operator's file set up: to be read only. */
export const FileIntake = ({ intake, onClose }: { intake: Intake; onClose: () => void }) => {
  const { name: _, origin: __, ...settings } = intake;
  return (
    <Dialog wide title={intake.name} onClose={onClose}>
      <Banner icon="document" title={t('setup.ofFile')}>
        {t('setup.ofFileLead')}
      </Banner>
      <p>
        <bdi>{sentenceOf(intake)}</bdi>
      </p>
      <CodeBlock code={JSON.stringify(settings, null, 2)} label={t('intakes.fields')} wrap />
    </Dialog>
  );
};
