import Directory

extension DirectoryFileReader {
    mutating func unit(_ value: YAMLValue) -> UnitMapping? {
        let keys = [
            "class", "filter", "code", "name", "kind", "parent", "root", "below", "order", "replaced-by",
        ]
        let required = ["code", "name", "kind", "parent", "root"]
        guard let members = value.members(keys, required: required, noting: &errors) else { return nil }
        let filter = filter(members, in: value)
        let code = members["code"]?.attribute(noting: &errors)
        let name = members["name"]?.attributes(noting: &errors) ?? []
        let kind = members["kind"].flatMap { kindRule($0) }
        let parent = members["parent"]?.placeRule(noting: &errors)
        let root = members["root"]?.name(UnitID.init, noting: &errors)
        let below = members["below"]?.name(UnitID.init, noting: &errors)
        let order = members["order"]?.attribute(noting: &errors)
        let replacedBy = members["replaced-by"]?.attribute(noting: &errors)
        guard let filter, let code, let kind, let parent, let root else { return nil }
        let unit = UnitMapping(
            filter: filter, code: code, name: name, kind: kind, parent: parent, root: root, below: below, order: order,
            replacedBy: replacedBy)
        if unit == nil { value.note(.directory(.noName), &errors) }
        return unit
    }

    /// Entries of a class, or a filter of one's own.
    mutating func filter(_ members: [String: YAMLValue], in value: YAMLValue) -> SearchFilter? {
        switch (members["class"], members["filter"]) {
        case (let name?, nil): name.attribute(noting: &errors).map(SearchFilter.ofClass)
        case (nil, let filter?): filter.read(.filter, { SearchFilter($0) }, noting: &errors)
        case (nil, nil), (_?, _?):
            noting(.missingOneOf(["class", "filter"]), at: value)
        }
    }

    private mutating func noting(_ fault: PolicyFileError.Fault, at value: YAMLValue) -> SearchFilter? {
        value.note(fault, &errors)
        return nil
    }

    private mutating func kindRule(_ value: YAMLValue) -> UnitMapping.KindRule? {
        guard let members = value.members(["attribute", "words"], required: ["attribute"], noting: &errors) else {
            return nil
        }
        let known = kinds
        let words = members["words"]?.words(noting: &errors) { value, errors -> UnitKind? in
            value.choice(known.map { ($0.slug, $0) }.sorted { $0.0 < $1.0 }, noting: &errors)
        }
        return members["attribute"]?.attribute(noting: &errors)
            .map { UnitMapping.KindRule(attribute: $0, words: words ?? [:]) }
    }
}
