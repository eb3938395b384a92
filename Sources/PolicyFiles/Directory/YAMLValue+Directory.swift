import Directory
import Identity

extension YAMLValue {
    /// A text that is read to something of a form.
    func read<Value>(
        _ form: PolicyFileError.DirectoryForm, _ make: (String) -> Value?, noting errors: inout [PolicyFileError]
    ) -> Value? {
        guard let text = text(noting: &errors) else { return nil }
        if let value = make(text) { return value }
        note(.badValue(text, form), &errors)
        return nil
    }

    func attribute(noting errors: inout [PolicyFileError]) -> AttributeName? {
        read(.attribute, AttributeName.init, noting: &errors)
    }

    /// One attribute, or a list of them.
    func attributes(noting errors: inout [PolicyFileError]) -> [AttributeName] {
        guard node.sequence != nil else { return [attribute(noting: &errors)].compactMap { $0 } }
        return items(noting: &errors).compactMap { $0.attribute(noting: &errors) }
    }

    func duration(noting errors: inout [PolicyFileError]) -> Duration? {
        read(.duration, { Duration(written: $0).flatMap { $0 > .zero ? $0 : nil } }, noting: &errors)
    }

    func share(noting errors: inout [PolicyFileError]) -> Share? { read(.share, Share.init, noting: &errors) }

    /// An attribute with the unit's code; `{ by: dn }`; `{ dn-in: ATTRIBUTE }`; `{ attribute: ATTRIBUTE }`.
    func placeRule(noting errors: inout [PolicyFileError]) -> PlaceRule? {
        guard node.mapping != nil else { return attribute(noting: &errors).map(PlaceRule.code) }
        let keys = ["by", "attribute", "dn-in"]
        guard let members = members(keys, noting: &errors) else { return nil }
        let given = keys.filter { members[$0] != nil }
        guard given.count == 1 else {
            note(.missingOneOf(keys), &errors)
            return nil
        }
        if let by = members["by"] { return by.choice([("dn", PlaceRule.dn)], noting: &errors) }
        if let attribute = members["attribute"] { return attribute.attribute(noting: &errors).map(PlaceRule.code) }
        return members["dn-in"]?.attribute(noting: &errors).map(PlaceRule.dnIn)
    }

    /// The words of a source, folded, each with what it means.
    func words<Value>(
        noting errors: inout [PolicyFileError],
        _ meaning: (YAMLValue, inout [PolicyFileError]) -> Value?
    ) -> [FoldedWord: Value] {
        guard let mapping = node.mapping else {
            note(.expected(.mapping), &errors)
            return [:]
        }
        var words: [FoldedWord: Value] = [:]
        for (key, value) in mapping {
            let key = YAMLValue(node: key, file: file)
            guard let text = key.text(noting: &errors),
                let value = meaning(YAMLValue(node: value, file: file), &errors)
            else { continue }
            if words.updateValue(value, forKey: FoldedWord(text)) != nil { key.note(.directory(.sameWord), &errors) }
        }
        return words
    }
}
