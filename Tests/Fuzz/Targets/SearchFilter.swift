/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzSearchFilter(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    if let violation = FuzzedReader.searchFilter.violation(by: Array(UnsafeBufferPointer(start: start, count: count))) {
        fatalError(violation)
    }
    return 0
}
