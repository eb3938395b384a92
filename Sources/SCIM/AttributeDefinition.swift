import Wire

/// What a schema says of one attribute (RFC 7643 §7).
package struct AttributeDefinition: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Compared with regard to case only if `caseExact` (RFC 7643 §2.2).
        case string(caseExact: Bool)
        case boolean
        /// A moment in RFC 3339's form, compared as one (RFC 7643 §2.3.5).
        case dateTime
        case reference([String])
        case complex([AttributeDefinition])
    }

    /// Whether a client may say it.
    package enum Mutability: String, Hashable, Sendable {
        case readOnly, readWrite
        /// It is said once; whoever wants another takes the value away and gives a new one.
        case immutable
        /// It is said, and never shown.
        case writeOnly
    }

    package let name: String
    package let kind: Kind
    package let multiValued: Bool
    /// Whether it is in each answer, whatever is asked for (`returned`, RFC 7643 §7).
    package let alwaysReturned: Bool
    package let unique: Bool
    package let mutability: Mutability
    /// Whether a resource can't be without it.
    package let isRequired: Bool
    /// The values that it has as a rule (`canonicalValues`, RFC 7643 §7).
    package let canonicalValues: [String]
    package let description: String
    /// The name as paths have it.
    private let lowercasedName: String

    package init(
        _ name: String, as kind: Kind = .string(caseExact: false), multiValued: Bool = false,
        alwaysReturned: Bool = false, unique: Bool = false, mutability: Mutability = .readOnly,
        isRequired: Bool = false, canonicalValues: [String] = [], _ description: String
    ) {
        self.name = name
        self.kind = kind
        self.multiValued = multiValued
        self.alwaysReturned = alwaysReturned
        self.unique = unique
        self.mutability = mutability
        self.isRequired = isRequired
        self.canonicalValues = canonicalValues
        self.description = description
        lowercasedName = name.lowercased()
    }

    package var parts: [AttributeDefinition] { if case .complex(let parts) = kind { parts } else { [] } }

    package func part(_ lowercased: String) -> AttributeDefinition? { parts.first { $0.isNamed(lowercased) } }

    func isNamed(_ lowercased: String) -> Bool { lowercasedName.hasSameBytes(as: lowercased) }

    /// What the filter compares where it names a complex attribute as a whole (RFC 7644 §3.4.2.2: `emails co "…"`).
    var valuePart: AttributeDefinition? { part("value") }
}

extension AttributeDefinition {
    package var json: JSONObject {
        var json: JSONObject = [
            "name": .string(name), "type": .string(typeName), "multiValued": .bool(multiValued),
            "description": .string(description), "required": .bool(isRequired),
        ]
        if !parts.isEmpty { json["subAttributes"] = .array(parts.map { .object($0.json) }) }
        if !canonicalValues.isEmpty { json["canonicalValues"] = .array(canonicalValues.map(JSONValue.string)) }
        json["caseExact"] = .bool(isCaseExact)
        json["mutability"] = .string(mutability.rawValue)
        json["returned"] = mutability == .writeOnly ? "never" : alwaysReturned ? "always" : "default"
        json["uniqueness"] = unique ? "server" : "none"
        if case .reference(let types) = kind { json["referenceTypes"] = .array(types.map(JSONValue.string)) }
        return json
    }

    private var typeName: String {
        switch kind {
        case .string: "string"
        case .boolean: "boolean"
        case .dateTime: "dateTime"
        case .reference: "reference"
        case .complex: "complex"
        }
    }

    private var isCaseExact: Bool {
        switch kind {
        case .string(let caseExact): caseExact
        case .reference: true
        case .boolean, .dateTime, .complex: false
        }
    }
}
