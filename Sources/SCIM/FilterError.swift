/// Why a text isn't a filter that we take (RFC 7644 §3.4.2.2), and at which byte, counted from 0.
package struct FilterError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        case tooLong = "longer than the limit"
        case tooDeep = "more groupings in each other than the limit"
        case tooManyComparisons = "more comparisons than the limit"
        case unexpectedEnd = "it stops where something must follow"
        case attributeExpected = "the name of an attribute must stand here"
        case operatorExpected = "an operator must stand here: eq ne co sw ew gt ge lt le pr"
        case valueExpected = "a JSON string, number, true, false or null must stand here"
        case groupExpected = "an opening parenthesis must follow not"
        case closingExpected = "a parenthesis or bracket is not closed here"
        case trailingContent = "something follows the filter"
        case nestedValuePath = "a value path can't have another in it"
        case unorderedType = "this type of value is only equal or not, never more, less or partly the same"
    }

    package let reason: Reason
    package let offset: Int

    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    package var description: String { "\(reason.rawValue) (at byte \(offset))" }
}
