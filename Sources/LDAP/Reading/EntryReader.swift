import CLDAP
import Directory

/// Takes an entry out of libldap's memory, no more of it than our limits allow, and copies each value once.
struct EntryReader {
    private let manyValued: Set<String>
    /// Attribute descriptions, as they were sent: there are few, and each comes with every entry.
    private var known: [String: Description] = [:]

    private static let knownLimit = 256

    /// How many attributes are asked for.
    private let count: Int

    init(_ query: SourceQuery) { (manyValued, count) = (query.manyValued, query.requested.count) }

    /// - Parameter begun: an entry of which this one brings more parts.
    mutating func read(
        _ message: borrowing Message, _ handle: OpaquePointer, goingOnFrom begun: EntryDraft? = nil
    ) throws(LDAPError) -> EntryDraft {
        var position: OpaquePointer?
        var name = berval()
        guard ldap_get_dn_ber(handle, message.pointer, &position, &name) == ResultCode.success, let position else {
            throw .malformed("an entry without a name")
        }
        defer { ber_free(position, 0) }
        var draft = EntryDraft(dn: octets(name))
        draft.ranges = begun?.ranges ?? [:]
        draft.attributes.reserveCapacity(count)
        while true {
            var description = berval()
            var values: UnsafeMutablePointer<berval>?
            guard ldap_get_attribute_ber(handle, message.pointer, position, &description, &values) == 0 else {
                throw .malformed("an entry that ends early")
            }
            // Only the array is ours; what it points to goes with the message.
            defer { ber_memfree(values) }
            guard description.bv_val != nil else { return draft }
            take(values, of: described(description), into: &draft)
            guard draft.attributes.count <= SourceLimits.attributes else {
                throw .malformed("an entry with more attributes than anybody asks for")
            }
        }
    }

    /// What a description says (RFC 4512 §2.5).
    private struct Description {
        /// In lower case.
        let text: String
        let range: RangedAttribute?
        /// Whether it may have very many values.
        let isMany: Bool
    }

    private mutating func described(_ sent: berval) -> Description {
        let key = String(decoding: UnsafeRawBufferPointer(start: sent.bv_val, count: Int(sent.bv_len)), as: UTF8.self)
        if let description = known[key] { return description }
        let text = ParsedName.lowered(octets(sent))
        let range = RangedAttribute(text)
        let attribute = range?.attribute ?? text
        let description = Description(
            text: text, range: range, isMany: manyValued.contains(String(attribute.prefix { $0 != ";" })))
        if known.count < Self.knownLimit { known[key] = description }
        return description
    }

    private func take(
        _ values: UnsafeMutablePointer<berval>?, of description: Description, into draft: inout EntryDraft
    ) {
        guard let part = description.range else {
            return take(values, of: description, to: description.text, into: &draft)
        }
        // Beside the first part stands the attribute itself, without values.
        let expected = draft.ranges[part.attribute] ?? 0
        guard part.first == expected else { return draft.leaveOut(part.attribute, .incompleteRange) }
        take(values, of: description, to: part.attribute, into: &draft)
        guard draft.omitted[part.attribute] == nil else { return }
        draft.ranges[part.attribute] = part.last.map { $0 + 1 }
    }

    private func take(
        _ values: UnsafeMutablePointer<berval>?, of description: Description, to attribute: String,
        into draft: inout EntryDraft
    ) {
        guard var place = values, place.pointee.bv_val != nil, draft.omitted[attribute] == nil else { return }
        let limit = description.isMany ? SourceLimits.manyValues : SourceLimits.values
        var count = draft.attributes.open(attribute)
        while let start = place.pointee.bv_val {
            guard count < limit else { return draft.leaveOut(attribute, .tooMany) }
            guard place.pointee.bv_len <= SourceLimits.valueOctets else {
                return draft.leaveOut(attribute, .tooLong)
            }
            let value = UnsafeRawBufferPointer(start: start, count: Int(place.pointee.bv_len))
            draft.attributes.append(value.bytes)
            count += 1
            place += 1
        }
    }
}
