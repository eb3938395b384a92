import Wire

/// A question about one resource (RFC 7644 §3.4.2.2), as it was read; `Filter+Matching` answers it.
package indirect enum Filter: Hashable, Sendable {
    /// `path pr`: there is a value, and it isn't empty.
    case present(AttributePath)
    case comparison(AttributePath, Comparison, Operand)
    /// `path[filter]`: one and the same value of a multi-valued attribute satisfies the whole filter.
    case valuePath(AttributePath, Filter)
    case not(Filter)
    case and(Filter, Filter)
    case or(Filter, Filter)
}

extension Filter {
    package enum Comparison: String, Hashable, Sendable, CaseIterable {
        case equal = "eq"
        case notEqual = "ne"
        case contains = "co"
        case startsWith = "sw"
        case endsWith = "ew"
        case greater = "gt"
        case greaterOrEqual = "ge"
        case less = "lt"
        case lessOrEqual = "le"

        var isEquality: Bool { self == .equal || self == .notEqual }
    }

    /// `compValue`: what an attribute is compared with.
    package enum Operand: Hashable, Sendable {
        case null
        case bool(Bool)
        case number(JSONValue)
        case string(ExactText)
    }
}
