/** How VS Code shows the edits that the user has to agree to. */

import type { ApplyWorkspaceEditParams, ChangeAnnotation, DeleteFile } from "vscode-languageclient/node";

const TRIGGER = "mainguard.preview";

/**
 * The same edit in a preview in which everything is ticked, and saved when it is applied.  An edit that need not be
 * confirmed is left as it is.
 *
 * VS Code shows its preview when any change needs confirmation, and ticks only those that need none.  So one change
 * needs it that neither shows nor does anything: the removal, if it is there, of the file `nowhere`, which is not.
 */
export function previewed(params: ApplyWorkspaceEditParams, nowhere: string): ApplyWorkspaceEditParams {
  const { edit } = params;
  const annotations = Object.entries(edit.changeAnnotations ?? {});
  if (!annotations.some(([, { needsConfirmation }]) => needsConfirmation === true)) return params;
  const ticked = annotations.map(([id, annotation]) => [id, { ...annotation, needsConfirmation: false }] as const);
  const trigger: ChangeAnnotation = { label: "Preview", needsConfirmation: true };
  const nothing: DeleteFile = {
    kind: "delete",
    uri: nowhere,
    options: { ignoreIfNotExists: true },
    annotationId: TRIGGER,
  };
  return {
    ...params,
    edit: {
      ...edit,
      documentChanges: [...(edit.documentChanges ?? []), nothing],
      changeAnnotations: { ...Object.fromEntries(ticked), [TRIGGER]: trigger },
    },
    metadata: { ...params.metadata, isRefactoring: true },
  };
}
