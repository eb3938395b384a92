/// Fetches the values of an entry that the server sends in parts, to the last. A part that doesn't come, or doesn't go on
/// where the last one ended, leaves the attribute out: a group that got its 1,501st member must not lose the others.
struct RangeCompletion {
    let connection: LDAPConnection
    let query: SourceQuery

    func complete(_ draft: inout EntryDraft, _ reader: inout EntryReader) throws(LDAPError) {
        while let (attribute, next) = draft.ranges.first {
            let part = try part(of: draft, RangedAttribute.description(attribute, from: next), &reader)
            guard let part, let values = part.attributes[attribute], !values.isEmpty else {
                draft.leaveOut(attribute, .incompleteRange)
                continue
            }
            guard draft.attributes.open(attribute) + values.count <= SourceLimits.manyValues else {
                draft.leaveOut(attribute, .tooMany)
                continue
            }
            for value in values { draft.attributes.append(value.span.bytes) }
            draft.ranges[attribute] = part.ranges[attribute]
        }
    }

    /// One more part, or `nil` when the entry is no longer there.
    private func part(
        of draft: EntryDraft, _ description: String, _ reader: inout EntryReader
    ) throws(LDAPError) -> EntryDraft? {
        let id = try connection.search(draft.wireName, .base, "(objectClass=*)", attributes: [description])
        var part: EntryDraft?
        while true {
            let message = try connection.receive(id, within: connection.settings.timeouts.answer)
            switch message.kind {
            case .entry:
                part = try reader.read(message, connection.handle, goingOnFrom: draft)
            case .reference, .intermediate: continue
            case .result:
                let answer = try connection.answer(message)
                if answer.code == ResultCode.noSuchObject { return nil }
                guard answer.code == ResultCode.success else { throw .refused(answer.refusal) }
                return part
            }
        }
    }
}
