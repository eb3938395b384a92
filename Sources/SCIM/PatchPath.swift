import Wire

/// What an operation of a PATCH is about (RFC 7644 §3.5.2, figure 7): an attribute, some of its values, or a part of it.
struct PatchPath: Hashable, Sendable {
    let attribute: AttributeDefinition
    /// Which of the values; `nil` for all.
    let filter: Filter?
    let part: AttributeDefinition?
    /// The schema under whose name the attribute stands in the resource; `nil` for one of the resource's own.
    let extensionID: String?

    init(_ text: String, in type: ResourceType) throws(SCIMError) {
        guard text.utf8.count <= Limits.scimFilterBytes else { throw .invalidPath }
        var path: AttributePath?
        var partName: String?
        var filter: Filter?
        if let close = text.lastIndex(of: "]") {
            do {
                guard case .valuePath(let attribute, let values) = try FilterReader.read(String(text[...close])) else {
                    throw SCIMError.invalidPath
                }
                (path, filter) = (attribute, values)
            } catch { throw .invalidPath }
            let rest = text[text.index(after: close)...]
            if !rest.isEmpty {
                guard rest.first == ".", let part = AttributePath(rest.dropFirst()) else { throw .invalidPath }
                partName = part.attribute
            }
        } else {
            path = AttributePath(text)
            partName = path?.part
        }
        guard let attribute = path.flatMap(type.attribute(at:)) else { throw .invalidPath }
        extensionID = path?.schema.flatMap { uri in type.extensions.first { $0.isNamed(uri) }?.id }
        guard attribute.mutability != .readOnly else { throw .mutability(attribute: attribute.name) }
        var part: AttributeDefinition?
        if let partName {
            guard let known = attribute.part(partName) else { throw .invalidPath }
            guard known.mutability == .readWrite else {
                throw .mutability(attribute: "\(attribute.name).\(known.name)")
            }
            part = known
        }
        self.attribute = attribute
        self.filter = filter
        self.part = part
    }

    /// Whether one of the attribute's values is meant.
    func means(_ value: JSONValue) -> Bool {
        guard let filter else { return true }
        return value.object.map { filter.matches($0, of: attribute) } ?? false
    }
}
