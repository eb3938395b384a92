import Directory
import Identity

extension DirectoryFileReader {
    mutating func person(_ value: YAMLValue) -> PersonMapping? {
        let keys = [
            "class", "filter", "number", "username", "name", "given-name", "family-name", "mail", "phone", "locale",
            "account-kind", "active", "posts", "groups", "positions", "home-posts-on-secondment",
        ]
        guard let members = value.members(keys, required: ["username", "name"], noting: &errors),
            let filter = filter(members, in: value)
        else { return nil }
        var person = PersonMapping(filter: filter)
        person.number = members["number"]?.attribute(noting: &errors)
        person.username = members["username"]?.attribute(noting: &errors)
        person.name = members["name"]?.attributes(noting: &errors) ?? []
        person.mail = members["mail"]?.attribute(noting: &errors)
        person.phone = members["phone"]?.attribute(noting: &errors)
        person.givenName = members["given-name"]?.attribute(noting: &errors)
        person.familyName = members["family-name"]?.attribute(noting: &errors)
        person.locale = members["locale"]?.attribute(noting: &errors)
        if let kind = members["account-kind"] { person.accountKind = accountKind(kind) }
        if let active = members["active"] {
            let rules = active.node.sequence == nil ? [active] : active.items(noting: &errors)
            for rule in rules { person.active += activeRules(rule) }
        }
        for item in members["posts"]?.items(noting: &errors) ?? [] {
            if let rule = postRule(item) { person.posts.append(rule) }
        }
        for item in members["groups"]?.items(noting: &errors) ?? [] {
            if let rule = groupRule(item) { person.groups.append(rule) }
        }
        if let rule = members["home-posts-on-secondment"] {
            person.suspendsOnSecondment =
                rule.choice([("stay", false), ("suspended", true)], noting: &errors) ?? false
        }
        let known = positions
        person.positions =
            members["positions"]?.words(noting: &errors) { Self.position($0, among: known, &$1) } ?? [:]
        return person
    }

    private static func position(
        _ value: YAMLValue, among known: Set<Position>, _ errors: inout [PolicyFileError]
    ) -> Position? {
        guard let position = value.name(Position.init, noting: &errors) else { return nil }
        if known.contains(position) { return position }
        value.note(.unknownPosition(position), &errors)
        return nil
    }

    private mutating func accountKind(_ value: YAMLValue) -> PersonMapping.AccountKindRule {
        let kinds = AccountKind.allCases.map { ($0.rawValue, $0) }
        guard let members = value.members(["attribute", "words", "default"], noting: &errors) else {
            return PersonMapping.AccountKindRule()
        }
        let words = members["words"]?.words(noting: &errors) { $0.choice(kinds, noting: &$1) }
        return PersonMapping.AccountKindRule(
            attribute: members["attribute"]?.attribute(noting: &errors), words: words ?? [:],
            usual: members["default"]?.choice(kinds, noting: &errors) ?? .operation)
    }

    /// `attribute` with `unless` (words, or with `bit` a state of it), `until`, `locked`: all that is said has to hold.
    private mutating func activeRules(_ value: YAMLValue) -> [ActiveRule] {
        let keys = ["attribute", "unless", "bit", "until", "locked"]
        guard let members = value.members(keys, noting: &errors) else { return [] }
        var rules: [ActiveRule] = []
        if let attribute = members["attribute"]?.attribute(noting: &errors) {
            if let bit = members["bit"] {
                let states = ActiveRule.BitState.allCases.map { ($0.rawValue, $0) }
                let state = members["unless"]?.choice(states, noting: &errors) ?? .set
                if let mask = bit.wholeNumber(noting: &errors) {
                    rules.append(.bit(attribute, mask: Int64(mask), endsWhen: state))
                }
            } else if let unless = members["unless"] {
                let words = unless.items(noting: &errors).compactMap { $0.text(noting: &errors) }
                rules.append(.unless(attribute, words: Set(words.map(FoldedWord.init))))
            } else {
                value.note(.missingOneOf(["unless", "bit"]), &errors)
            }
        } else if let stray = members["bit"] ?? members["unless"] {
            stray.note(.missing("attribute"), &errors)
        }
        if let until = members["until"]?.attribute(noting: &errors) { rules.append(.until(until)) }
        if let locked = members["locked"]?.attribute(noting: &errors) { rules.append(.locked(locked)) }
        if rules.isEmpty, errors.isEmpty { value.note(.missingOneOf(["attribute", "until", "locked"]), &errors) }
        return rules
    }

    private mutating func postRule(_ value: YAMLValue) -> PostRule? {
        guard let members = value.members(["at", "position", "value", "form"], noting: &errors) else { return nil }
        if let written = members["value"] {
            let attribute = written.attribute(noting: &errors)
            let parameters =
                members["form"].map { $0.read(.postForm, Self.parameters, noting: &errors) }
                ?? Set(PostRule.Parameter.allCases)
            guard let attribute, let parameters else { return nil }
            return .written(attribute, parameters: parameters)
        }
        for key in ["at", "position"] where members[key] == nil { value.note(.missing(key), &errors) }
        guard let place = members["at"]?.placeRule(noting: &errors),
            let title = members["position"]?.attribute(noting: &errors)
        else { return nil }
        return .title(title, at: place)
    }

    /// Which parameters a form has: `POSITION@UNIT;from=;until=`.
    private static func parameters(_ form: String) -> Set<PostRule.Parameter>? {
        let parts = form.split(separator: ";", omittingEmptySubsequences: false)
        guard parts.first == "POSITION@UNIT" else { return nil }
        let parameters = parts.dropFirst().map {
            $0.hasSuffix("=") ? PostRule.Parameter(rawValue: "\($0.dropLast())") : nil
        }
        return parameters.contains(nil) ? nil : Set(parameters.compactMap { $0 })
    }

    private mutating func groupRule(_ value: YAMLValue) -> GroupRule? {
        guard let members = value.members(["dn", "member", "post"], required: ["dn", "post"], noting: &errors),
            let dn = members["dn"]?.read(.distinguishedName, DistinguishedName.init, noting: &errors),
            let post = members["post"],
            let parts = post.members(["position", "at"], required: ["position", "at"], noting: &errors)
        else { return nil }
        let member = members["member"]?.attribute(noting: &errors)
        guard let position = parts["position"].flatMap({ Self.position($0, among: positions, &errors) }),
            let place = parts["at"]?.placeRule(noting: &errors)
        else { return nil }
        return GroupRule(dn: dn, member: member, position: position, place: place)
    }
}
