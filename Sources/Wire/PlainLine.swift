extension String {
    /// Whether the text is one line that can be shown anywhere: not empty, no control characters, no separators of lines
    /// or paragraphs, nothing that turns the direction of writing (Documentation/PEERS-BUGS.md P69).
    package var isPlainLine: Bool {
        !isEmpty
            && unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator, .format, .surrogate, .unassigned: false
                default: true
                }
            }
    }
}
