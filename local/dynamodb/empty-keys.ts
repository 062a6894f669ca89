import db from 'dynalite/db/index.js';

/**
 * No attribute of a key may be empty, of a table or an index (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html).
 * dynalite takes it for an index, and says it in other words of a key alone. The words here follow recordings of AWS.
 */
const { validateItem, validateKey, validateUpdates } = db;

db.validateKey = (key, table, keySchema) => {
  const refusal = validateKey(key, table, keySchema);
  if (refusal)
    refusal.body.message = refusal.body.message.replace(/were invalid: (?=The Attr)/, 'are not valid. ');
  return refusal;
};

db.validateItem = (item, table) =>
  validateItem(item, table) ??
  db.traverseIndexes(table, (attribute, type, { IndexName }) =>
    item[attribute]?.[type] === ''
      ? refuse(
          `A value specified for a secondary index key is not supported. ${reason(type)} IndexName: ${IndexName}, IndexKey: ${attribute}`,
        )
      : undefined,
  );

db.validateUpdates = (attributeUpdates, updates, table) =>
  validateUpdates(attributeUpdates, updates, table) ??
  db.traverseIndexes(table, (attribute, type) =>
    updates?.sections.some(({ path, val }) => path.join() === attribute && val?.[type] === '')
      ? refuse(
          `The update expression attempted to update a secondary index key to a value that is not supported. ${reason(type)}`,
        )
      : undefined,
  );

const refuse = (message: string) =>
  db.validationError(`One or more parameter values are not valid. ${message}`);

const reason = (type: string) =>
  `The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value.`;
