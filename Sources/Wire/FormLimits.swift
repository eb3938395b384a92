/// How much one form or query may bring.
package struct FormLimits: Hashable, Sendable {
    /// Bytes of the whole text as it arrives.
    package let bytes: Int
    /// Parameters, repeated ones counted each time.
    package let parameters: Int
    /// Bytes of one name, decoded.
    package let nameBytes: Int
    /// Bytes of one value, decoded.
    package let valueBytes: Int

    package init(
        bytes: Int = Limits.formBytes,
        parameters: Int = Limits.formParameters,
        nameBytes: Int = Limits.formNameBytes,
        valueBytes: Int = Limits.formValueBytes
    ) {
        self.bytes = bytes
        self.parameters = parameters
        self.nameBytes = nameBytes
        self.valueBytes = valueBytes
    }

    /// For the body of a request.
    package static let `default` = FormLimits()
    /// For the query of a request.
    package static let query = FormLimits(bytes: Limits.queryBytes)
}
