/// The twelve digits of a personal identification number (số định danh cá nhân).
///
/// Three digits name the province of birth registration, one the sex and century, two the year of birth, six are
/// random; there is no check digit. Nothing but the form is refused: a number that disagrees with a birth date is the
/// state's business. Printing it shows the last three digits only, so that it can't slip into a log.
package struct CitizenNumber: Hashable, Sendable, CustomStringConvertible {
    /// All twelve digits. Only the claim of the `citizen_id` scope and the lookup of an account may use it.
    package let digits: String

    /// `nil` unless the text is exactly twelve ASCII digits.
    package init?(_ text: String) {
        guard text.utf8.count == 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        digits = text
    }

    package var description: String { "•••••••••" + digits.suffix(3) }
}
