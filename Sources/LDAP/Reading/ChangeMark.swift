/// Until where a server's changes are known, where it doesn't speak RFC 4533. A moved entry's children aren't changed by
/// it, and what is deleted isn't found by any such question: a full comparison has to follow every night.
package struct ChangeMark: Hashable, Sendable {
    package let attribute: ChangeAttribute
    /// A number, or a time in the form of RFC 4517 §3.3.13.
    package let value: String
    /// Whose count or clock it is: a mark of another server means nothing here, and is refused.
    package let origin: String

    /// `nil` for a value that isn't of the attribute's form.
    package init?(_ attribute: ChangeAttribute, value: String, origin: String) {
        let digits = attribute == .modifyTimestamp && value.hasSuffix("Z") ? value.dropLast() : value[...]
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
        let fits = attribute == .modifyTimestamp ? digits.utf8.count == 14 && digits != value : UInt64(digits) != nil
        guard isNumber, fits else { return nil }
        self.attribute = attribute
        self.value = value
        self.origin = origin
    }

    /// What has changed since, that second included: it isn't told in which order things happened within it.
    var filter: String { "(\(attribute.rawValue)>=\(value))" }
}

/// The attribute by which a server says when an entry was changed.
package enum ChangeAttribute: String, Hashable, Sendable, CaseIterable {
    case modifyTimestamp
    /// Active Directory: a number that belongs to one domain controller.
    case uSNChanged
}
